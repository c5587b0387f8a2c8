#!/bin/sh
# Installs what runs inside the sandbox: Lambda's Node.js versions and AWS's own runtime interface clients.
# The clients compile a native part. With SANDBOX_REQUIRE_RIC=1 one that cannot be built is an error, and root on Debian gets
# the compilers first; otherwise the sandbox's own client stands in and says so.
set -eu
cd "$(dirname "$0")/runtimes"

if [ "${SANDBOX_REQUIRE_RIC-}" = 1 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  for tool in autoreconf cmake g++ libtoolize make python3 xz; do
    command -v "$tool" >/dev/null && continue
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends autoconf automake cmake g++ libtool make python3 xz-utils >/dev/null
    break
  done
fi

npm ci --no-bin-links --no-audit --no-fund

case $(uname -m) in aarch64 | arm64) arch=arm64 ;; *) arch=x64 ;; esac
# A build takes minutes, so the result is kept for this machine's next clone, by the lock file's content.
kept=${XDG_CACHE_HOME:-$HOME/.cache}/cdk-lambda-tracing/clients-$arch-$(sha256sum clients/package-lock.json | cut -c1-16).tar
if [ -f "$kept" ]; then
  rm -rf clients/node_modules
  tar -xf "$kept" -C clients
else
  # npm runs on Node.js 24 here: client 4 refuses an older one, and its headers lie beside the binary, so nothing more is fetched.
  newest=$PWD/node_modules/node24-$arch
  PATH=$newest/bin:$PATH npm_config_nodedir=$newest npm ci --prefix clients --no-audit --no-fund
fi

for client in clients/node_modules/ric3/dist/rapid-client.node clients/node_modules/ric4/rapid-client.node; do
  if [ ! -f "$client" ]; then
    echo "sandbox: $client was not built" >&2
    [ "${SANDBOX_REQUIRE_RIC-}" != 1 ] || exit 1
  fi
done

if [ ! -f "$kept" ] && [ -f clients/node_modules/ric3/dist/rapid-client.node ] && [ -f clients/node_modules/ric4/rapid-client.node ]; then
  mkdir -p "${kept%/*}"
  tar -cf "$kept.$$" -C clients --exclude=deps node_modules/ric3 node_modules/ric4
  mv "$kept.$$" "$kept"
fi
