#!/usr/bin/env bash
# The benchmarks still run. Of synthesis: everything is attached to every function, and no process is started on the way. Of the layer: every
# tracer beside ours is at work, no span is lost, and in the same run ours adds less than half of what the OpenTelemetry packages add.
set -euo pipefail
. .ci/checks.sh
. .ci/sandbox.sh
check 'synthesis of 200 functions' npm run bench:synth -- --quick --functions 200 --rounds 1
check 'sandbox installed' install_sandbox
check 'layer beside the layers of others' npm run bench:overhead -- --quick
finish
