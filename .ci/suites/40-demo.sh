#!/usr/bin/env bash
# The README's demo, and what validators say of its templates.
set -euo pipefail
. .ci/checks.sh
. .ci/python.sh

out=examples/shop/cdk.out

# The demo ran with CDK's own validator on; what it has to say would be here.
no_finding_but_ours() {
  ! grep '"pluginName"' "$out/validation-report.json" | grep -v '"cdk-lambda-tracing"'
}

cfn_lint() {
  local python
  python=$(python_environment) || return 1
  # W2531, a runtime that AWS has deprecated since, depends on the day it is run; W3005 and
  # E3703 are about what CDK writes for every function and its role, and for every pipeline.
  find "$out" -name '*.template.json' -print0 | xargs -0 "$python/bin/cfn-lint" --ignore-checks W2531 W3005 E3703 --
}

check 'the demo' npm run demo
check 'the table is there' grep -q '"traced": 2[0-9]' "$out/lambda-tracing.json"
check 'one order is traced through three functions' bash -c "[ \$(grep -c '<tr><td' '$out/trace.html') = 7 ]"
check 'no finding of CDK' no_finding_but_ours
check 'CDK template validator' node .ci/validate-templates.cjs "$out"
check 'cfn-lint' cfn_lint
finish
