#!/usr/bin/env bash
# The Node.js layer, in the local Lambda environment, with the packages that its users bring.
set -euo pipefail
. .ci/sandbox.sh
install_sandbox
npm ci --prefix layers/nodejs/test/fixtures --no-audit --no-fund
npm run build:layers
junit_of_jest 85-nodejs-layer layers/nodejs/jest.config.js
