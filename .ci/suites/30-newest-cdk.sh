#!/usr/bin/env bash
# The unit tests again, in copies of the tree with other versions of aws-cdk-lib. Each entry: aws-cdk-lib/constructs.
set -euo pipefail
versions=${CDK_VERSIONS:-latest/latest}

status=0
for version in $versions; do
  copy=$CI_WORK/cdk-${version%/*}
  mkdir -p "$copy"
  git ls-files -z | xargs -0 cp --parents -t "$copy"
  cp -al node_modules "$copy/" # hard links: npm replaces files, it does not write into them
  cp -a lib .jsii "$copy/"
  (
    cd "$copy"
    npm install --no-save --no-audit --no-fund "aws-cdk-lib@${version%/*}" "constructs@${version#*/}"
    node -p '`aws-cdk-lib ${require("aws-cdk-lib/package.json").version}, constructs ${require("constructs/package.json").version}`'
    npm run build:layers
    npx jest --ci --coverage=false
  ) || status=$?
  [ ! -f "$copy/test-reports/junit.xml" ] || node .ci/count.mjs junit 30-newest-cdk "$copy/test-reports/junit.xml"
  rm -rf "$copy"
done
exit "$status"
