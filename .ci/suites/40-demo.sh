#!/usr/bin/env bash
# The README's demo, and what validators say of its templates.
set -euo pipefail
. .ci/checks.sh

out=examples/shop/cdk.out

validator_is_content() {
  node -e '
    const { pluginReports } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const reports = pluginReports.filter(({ pluginName }) => pluginName !== "cdk-lambda-tracing");
    if (!reports.some(({ pluginName }) => pluginName === "CloudFormation Validate")) { throw new Error("the validator did not run"); }
    const violations = reports.flatMap(({ violations }) => violations);
    if (violations.length > 0) { throw new Error(JSON.stringify(violations, undefined, 2)); }
  ' "$out/validation-report.json"
}

cfn_lint() {
  local venv=$CI_WORK/venv
  python3 -m venv "$venv" || { apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv "$venv"; }
  "$venv/bin/pip" install --quiet 'cfn-lint==1.*'
  # W3045, W3005 and the like are about CDK's own output, not about ours: errors and the rest of the warnings count.
  find "$out" -name '*.template.json' -print0 | xargs -0 "$venv/bin/cfn-lint" --ignore-checks W3005 W3045 --
}

check 'the demo' npm run demo
check 'the table is there' grep -q '"traced": 1[2-9]' "$out/lambda-tracing.json"
check 'CDK'"'"'s template validator' validator_is_content
check 'cfn-lint' cfn_lint
finish
