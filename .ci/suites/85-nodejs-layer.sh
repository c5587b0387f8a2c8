#!/usr/bin/env bash
# The Node.js layer, in the local Lambda environment, with the packages that its users bring.
set -euo pipefail
. .ci/sandbox.sh
install_sandbox
# For wall clocks that jump.
ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq libfaketime; }
npm ci --prefix layers/nodejs/test/fixtures --no-audit --no-fund
npm run build:layers
junit_of_jest 85-nodejs-layer layers/nodejs/jest.config.js
