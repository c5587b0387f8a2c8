#!/bin/sh
# Installs moto, which stands for AWS when the shop runs, into the user's cache: a virtual environment of its own, made once.
set -eu
home=${XDG_CACHE_HOME:-$HOME/.cache}/cdk-lambda-tracing/moto
[ ! -x "$home/bin/moto_server" ] || exit 0
if ! python3 -m venv "$home"; then
  # Debian's python3 comes without it.
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 1
  apt-get update -qq && apt-get install -qq -y python3-venv >/dev/null && python3 -m venv "$home"
fi
"$home/bin/pip" install --quiet 'moto[server]>=5,<6'
