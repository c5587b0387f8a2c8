# Sourced by suites that run functions in the sandbox.

# Only AWS's own runtime clients and emulator count here.
export SANDBOX_REQUIRE_RIC=1 SANDBOX_REQUIRE_RIE=1

# Once per run of CI: the runtimes stay in the tree, in a folder that git ignores.
install_sandbox() {
  [ ! -e "$CI_WORK/sandbox-installed" ] || return 0
  # AWS's runtime clients compile a native part.
  local missing=()
  for tool in autoconf automake cmake g++ make python3 xz; do command -v "$tool" >/dev/null || missing+=("$tool"); done
  command -v libtoolize >/dev/null || missing+=(libtool)
  if [ ${#missing[@]} -gt 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq autoconf automake cmake g++ libtool make python3 xz-utils
  fi
  sh sandbox/install.sh
  sh sandbox/install-rie.sh
  touch "$CI_WORK/sandbox-installed"
}

# junit_of_jest SUITE CONFIG [FILES…]: runs jest, and counts.
junit_of_jest() {
  local status=0 suite=$1 config=$2 report=$CI_WORK/$1.xml
  shift 2
  JEST_JUNIT_OUTPUT_FILE=$report node .ci/jest.mjs -c "$config" "$@" --reporters=default --reporters=jest-junit || status=$?
  if [ -f "$report" ]; then node .ci/count.mjs junit "$suite" "$report"; else status=1; fi
  return "$status"
}
