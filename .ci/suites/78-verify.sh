#!/usr/bin/env bash
# `verify`: with functions of every bad habit in the sandbox, and from the packed package over the shop.
set -euo pipefail
. .ci/checks.sh
. .ci/sandbox.sh
install_sandbox

shop=$PWD/examples/shop/cdk.out
folder=$CI_WORK/verify
mkdir -p "$folder/events/Orders"
echo '{"customer": "c1"}' >"$folder/events/Vouchers32E0E720.json"
echo '{"Records": []}' >"$folder/events/Orders/OrderWorker.json"

# In a folder of its own: no esbuild, no commander, no sandbox/, only what is published.
packed() {
  local packed
  packed=$(npm pack --silent --pack-destination "$folder") || return 1
  (
    cd "$folder" &&
    npm init --yes >/dev/null &&
    npm install --no-audit --no-fund --legacy-peer-deps "./$packed" &&
    npx --no-install cdk-lambda-tracing verify "$shop" --invoke events >table.txt
  )
}

# Every traced Node.js function of the shop; those that were invoked sent a span.
table() {
  cat "$folder/table.txt" &&
  [ "$(grep -cE '  proven  +[0-9]+ ms +[-+][0-9]+ ms +[-+][0-9.]+ MB' "$folder/table.txt")" -ge 9 ] &&
  grep -qE '^Loyalty/Vouchers .* proven .* success, 1 span$' "$folder/table.txt" &&
  grep -qE '^Orders/OrderWorker .* proven .* success, 1 span$' "$folder/table.txt" &&
  grep -qE '^Fulfilment/Stock +python3\.[0-9]+ +static only' "$folder/table.txt" &&
  grep -qE '^nodejs22\.x runs on Node\.js v[0-9.]+' "$folder/table.txt" &&
  ! grep -E '  (broken|fails anyway)' "$folder/table.txt"
}

nothing_left() {
  ! ls -d /tmp/cdk-lambda-tracing-verify-* 2>/dev/null && ! pgrep -f 'cli/dist/sandbox/namespace'
}

[ -f "$shop/lambda-tracing.json" ] || check 'the shop' npm run demo
check 'the packed command verifies the shop' packed
check 'its table' table
check 'nothing is left behind' nothing_left

status=0
(finish) || status=1
junit_of_jest 78-verify test/cli/verify/run/jest.config.js || status=1
exit $status
