#!/usr/bin/env bash
# Types of everything, and what is generated is what is committed.
set -euo pipefail
. .ci/checks.sh

# unchanged FILE-OR-EMPTY COMMAND…: the command leaves the file (or the whole tree) as it was.
unchanged() {
  local before=$CI_WORK/before after=$CI_WORK/after path=$1
  shift
  state "$path" >"$before"
  "$@" || return 1
  state "$path" >"$after"
  diff "$before" "$after"
}

state() {
  git status --porcelain -- ${1:+"$1"}
  git diff -- ${1:+"$1"}
}

check 'types' npm run typecheck
check 'API.md is up to date' unchanged API.md npm run docgen
check 'API.md is committed' git ls-files --error-unmatch API.md
check 'projen has nothing to change' unchanged '' npx projen
finish
