#!/usr/bin/env bash
# What our plans set, run under the vendors' own libraries from npm, with no network but this machine's own.
set -euo pipefail
. .ci/sandbox.sh
install_sandbox
command -v ip >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends iproute2; }
for folder in bench/rivals/{datadog,sentry} test/vendors/packages/{lumigo,instana,elastic,newrelic}; do
  npm ci --prefix "$folder" --ignore-scripts --no-bin-links --no-audit --no-fund
done
status=0
report=$CI_WORK/87-vendors.xml
# Whoever is not root is the root of the new network in a user namespace.
alone=(unshare --net)
[ "$(id -u)" = 0 ] || alone=(unshare --map-root-user --net)
JEST_JUNIT_OUTPUT_FILE=$report "${alone[@]}" bash -c '
  ip link set lo up
  exec node .ci/jest.mjs -c test/vendors/jest.config.js --coverage=false --reporters=default --reporters=jest-junit' || status=$?
if [ -f "$report" ]; then node .ci/count.mjs junit 87-vendors "$report"; else status=1; fi
exit "$status"
