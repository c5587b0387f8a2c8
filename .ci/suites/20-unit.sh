#!/usr/bin/env bash
# The README's test command, as a new user types it.
set -euo pipefail
status=0
{ npm ci --no-audit --no-fund && npm test; } || status=$?
node .ci/count.mjs junit 20-unit test-reports/junit.xml
exit "$status"
