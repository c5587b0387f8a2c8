#!/usr/bin/env bash
# The unit tests again, in copies of the tree with other versions of aws-cdk-lib: the newest, and two between it and the oldest
# supported, which 20-unit runs on. Each entry: aws-cdk-lib/constructs.
set -euo pipefail
versions=${CDK_VERSIONS:-latest/latest 2.271.0/10.6.0 2.266.0/10.5.1}

# The newest is what the registry says today; where that is away, what it said last. Which version it was is in the log.
install() {
  npm_config_prefer_offline=false npm_config_prefer_online=true npm_config_fetch_retries=0 with_npm "$@" || { echo 'the registry is away: from the cache'; with_npm "$@"; }
}
with_npm() {
  npm install --no-save --no-audit --no-fund --legacy-peer-deps "$@"
}

status=0
for version in $versions; do
  copy=$CI_WORK/cdk-${version%/*}
  mkdir -p "$copy"
  git ls-files -z | xargs -0 cp --parents -t "$copy"
  cp -al node_modules "$copy/" # hard links: npm replaces files, it does not write into them
  cp -a lib .jsii "$copy/"
  cp -a --parents layers/*/dist* "$copy/"
  (
    # Joined by &&: left of || a failure would not end the subshell, and the tests would run on the version that is there.
    cd "$copy" &&
    install "aws-cdk-lib@${version%/*}" "constructs@${version#*/}" &&
    node -p '`aws-cdk-lib ${require("aws-cdk-lib/package.json").version}, constructs ${require("constructs/package.json").version}`' &&
    node .ci/jest.mjs --coverage=false
  ) || status=$?
  if [ -f "$copy/test-reports/junit.xml" ]; then node .ci/count.mjs junit 30-other-cdk "$copy/test-reports/junit.xml"; else status=1; fi
  # The app's of that version, ours as it is: two copies in one process.
  rm -f test-reports/junit.xml
  OTHER_AWS_CDK_LIB=$copy/node_modules/aws-cdk-lib node .ci/jest.mjs --coverage=false test/shapes/two-copies || status=$?
  if [ -f test-reports/junit.xml ]; then node .ci/count.mjs junit 30-other-cdk test-reports/junit.xml; else status=1; fi
  rm -rf "$copy"
done
exit "$status"
