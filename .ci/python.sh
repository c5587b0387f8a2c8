# Sourced by suites that need what is written in Python: the CDK for apps in it, cfn-lint, and what builds our own wheel.

PYTHON_REQUIREMENTS=(aws-cdk-lib==2.262.0 cfn-lint==1.58.0 'setuptools>=65' 'wheel>=0.40')

# Prints the folder of a virtual environment with all of it. It is made once, and kept in the user's cache like moto's: it is
# 300 MB to fetch, and four suites use it.
python_environment() {
  local kept log=$CI_WORK/logs/python.log
  kept=${XDG_CACHE_HOME:-$HOME/.cache}/cdk-lambda-tracing/python-$({ python3 -VV; printf '%s\n' "${PYTHON_REQUIREMENTS[@]}"; } | sha256sum | cut -c1-16)
  mkdir -p "$(dirname "$kept")"
  (
    flock 9 # two runs at once would make it in each other's way
    [ ! -e "$kept/complete" ] || ! "$kept/bin/python" -c '' || exit 0
    rm -rf "$kept"
    python3 -m venv "$kept" || { apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv "$kept"; } || exit 1
    "$kept/bin/pip" install --quiet "${PYTHON_REQUIREMENTS[@]}" && touch "$kept/complete"
  ) 9>"$kept.lock" >"$log" 2>&1 || { cat "$log" >&2; return 1; }
  printf '%s\n' "$kept"
}
