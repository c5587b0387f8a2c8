#!/usr/bin/env bash
# Traces of the shop in back ends that people use, read back; services outside Lambda with the standard SDKs; AWS's emulator.
set -euo pipefail
. .ci/sandbox.sh
install_sandbox
sh examples/shop/run/install.sh
sh test/e2e/back-ends/install.sh
sh test/e2e/outside/install.sh
npm run build:layers
junit_of_jest 87-back-ends test/e2e/jest.config.js back-ends outside rie
