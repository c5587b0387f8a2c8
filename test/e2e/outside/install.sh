#!/bin/sh
# What the services outside need: the standard OpenTelemetry SDKs for Node.js and Python, the agent for Java, the X-Ray SDK.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
home=${XDG_CACHE_HOME:-$HOME/.cache}/cdk-lambda-tracing/outside
agent=2.20.1
mkdir -p "$home"

need() { # COMMAND PACKAGE
  command -v "$1" >/dev/null && return
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "outside services: $1 is not installed" >&2; exit 1; }
  apt-get update -qq && apt-get install -qq -y --no-install-recommends "$2" >/dev/null
}

npm ci --prefix "$here/node" --no-audit --no-fund --ignore-scripts

if [ ! -f "$home/python/installed" ]; then
  python3 -m venv "$home/python"
  "$home/python/bin/pip" install --quiet -r "$here/python/requirements.txt"
  touch "$home/python/installed"
fi

need javac default-jdk-headless
if [ ! -f "$home/opentelemetry-javaagent-$agent.jar" ]; then
  need mvn maven
  mvn --quiet --batch-mode dependency:copy -Dartifact="io.opentelemetry.javaagent:opentelemetry-javaagent:$agent" -DoutputDirectory="$home"
fi
