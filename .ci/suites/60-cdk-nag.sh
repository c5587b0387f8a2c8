#!/usr/bin/env bash
# cdk-nag over the shop, with and without tracing: what we cause must be in docs/adoption.md.
set -euo pipefail
source .ci/checks.sh

copy=$CI_WORK/nag
mkdir -p "$copy"
git ls-files -z | xargs -0 cp --parents -t "$copy"
cp -al node_modules "$copy/"
cd "$copy"
# Beside the tree's own aws-cdk-lib; its peer range starts at a later patch of constructs than ours.
npm install --no-save --legacy-peer-deps --no-audit --no-fund cdk-nag@~3.0
cd - >/dev/null
check 'findings that tracing causes are documented' bash -c "cd '$copy' && npx tsx --tsconfig test/tsconfig.json test/nag/compare.ts"
finish
