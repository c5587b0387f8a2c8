#!/usr/bin/env bash
# The local Lambda environment, with Lambda's Node.js versions and AWS's own runtime clients.
set -euo pipefail
. .ci/sandbox.sh
install_sandbox
junit_of_jest 80-sandbox sandbox/jest.config.js
