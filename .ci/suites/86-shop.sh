#!/usr/bin/env bash
# The shop running: its functions in the sandbox, wired as its templates say, over moto; its pages in a real browser.
set -euo pipefail
. .ci/sandbox.sh
command -v "${CHROMIUM:-/usr/bin/chromium}" >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; }
install_sandbox
sh examples/shop/run/install.sh
npm run build:layers
junit_of_jest 86-shop test/e2e/jest.config.js shop pages rough-run
