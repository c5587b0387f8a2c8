#!/usr/bin/env bash
# The benchmark of synthesis still runs: everything is attached to every function, and no process is started on the way.
set -euo pipefail
. .ci/checks.sh
check 'synthesis of 200 functions' npm run bench:synth -- --quick --functions 200 --rounds 1
finish
