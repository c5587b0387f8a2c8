# Sourced by suites that are a list of commands, each of which counts as one test.

CHECKS_PASSED=0
CHECKS_FAILED=0

# check WHAT COMMAND…: what it prints is shown where it fails.
check() {
  local what=$1
  shift
  if "$@" >"$CI_WORK/check.log" 2>&1; then
    CHECKS_PASSED=$((CHECKS_PASSED + 1))
    echo "passed: $what"
  else
    CHECKS_FAILED=$((CHECKS_FAILED + 1))
    echo "FAILED: $what"
    tail -n 40 "$CI_WORK/check.log" | sed 's/^/    /'
    FAILED_CHECKS="${FAILED_CHECKS:-}$what; "
  fi
}

# At the end of a suite; its exit code is whether all is well.
finish() {
  printf '{"passed": %d, "failed": %d, "skipped": 0}\n' "$CHECKS_PASSED" "$CHECKS_FAILED" >"$CI_RESULTS/$(basename "$0" .sh).json"
  [ "$CHECKS_FAILED" = 0 ] || { echo "failed: $FAILED_CHECKS"; exit 1; }
}
