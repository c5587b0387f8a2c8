#!/usr/bin/env bash
# The Node.js layer, in the local Lambda environment.
set -euo pipefail
. .ci/sandbox.sh
install_sandbox
npm run build:layers
junit_of_jest 85-nodejs-layer layers/nodejs/jest.config.js
