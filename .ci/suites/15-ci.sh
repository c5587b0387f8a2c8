#!/usr/bin/env bash
# What CI itself relies on: jest's end, by real runs of jest that end in each way, and that a run leaves nothing large.
set -euo pipefail
. .ci/checks.sh

# run_of TEST [TEARDOWN]: jest on one test, with something to do after all tests.
run_of() {
  local folder
  folder=$(mktemp -d "$CI_WORK/jest-XXXX")
  printf '%s\n' "$1" >"$folder/one.test.js"
  printf 'module.exports = () => { %s };\n' "${2:-}" >"$folder/teardown.js"
  printf 'module.exports = { testEnvironment: "node", transform: {}, globalTeardown: "./teardown.js" };\n' >"$folder/jest.config.js"
  JEST_GRACE_SECONDS=3 node .ci/jest.mjs --rootDir "$folder" -c "$folder/jest.config.js"
}
not() { ! "$@"; }

# leaves_only_logs: the run itself, on a tree of one suite that makes copies.
leaves_only_logs() {
  local folder
  folder=$(mktemp -d "$CI_WORK/run-XXXX")
  mkdir -p "$folder/.ci/suites" "$folder/bin" "$folder/tmp"
  cp .ci/run .ci/count.mjs .ci/checks.sh "$folder/.ci"
  printf '#!/bin/sh\n' >"$folder/bin/npm"
  chmod +x "$folder/bin/npm"
  printf '. .ci/checks.sh\nmkdir "$CI_WORK/copy"\ncheck one true\nfinish\n' >"$folder/.ci/suites/10-one.sh"
  (cd "$folder" && PATH=$folder/bin:$PATH TMPDIR=$folder/tmp bash .ci/run) | tail -n 1 | grep -qx '1 passed, 0 failed' && [ "$(ls "$folder"/tmp/*)" = $'logs\nresults' ]
}

STANDS_STILL='Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'
check 'passed and ended is passed' run_of 'test("a", () => {});'
check 'failed and ended is failed' not run_of 'test("a", () => { throw new Error("on purpose"); });'
check 'passed, and stands still for ever, is passed' run_of 'test("a", () => {});' "$STANDS_STILL"
check 'failed, and stands still for ever, is failed' not run_of 'test("a", () => { throw new Error("on purpose"); }); test("b", () => {});' "$STANDS_STILL"
check 'a file that cannot be loaded is failed' not run_of 'throw new Error("on purpose");' "$STANDS_STILL"
check 'something left open is failed' not run_of 'test("a", () => { setInterval(() => {}, 1000); });'
check 'a run leaves its logs and results, and no copies' leaves_only_logs
finish
