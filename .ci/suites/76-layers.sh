#!/usr/bin/env bash
# `layers update|check` as it is published, against moto's Lambda API.
set -euo pipefail
. .ci/checks.sh

work=$CI_WORK/layers
mkdir -p "$work/cdk.out"
moto=${XDG_CACHE_HOME:-$HOME/.cache}/cdk-lambda-tracing/moto
port=${MOTO_PORT:-5187}
export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=eu-west-1

moto() {
  sh examples/shop/run/install.sh || return 1
  "$moto/bin/moto_server" -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
  trap "kill $!" EXIT
  for _ in $(seq 60); do curl --silent --output /dev/null "$AWS_ENDPOINT_URL/moto-api/" && return 0; sleep 0.5; done
  return 1
}

# publish REGION CONTENT: one version more. unpublish REGION VERSION.
publish() {
  python_in_venv "lambda_.publish_layer_version(LayerName='tracer', Content={'ZipFile': zipped('$2')})" "$1"
}
unpublish() {
  python_in_venv "lambda_.delete_layer_version(LayerName='tracer', VersionNumber=$2)" "$1"
}
python_in_venv() {
  "$moto/bin/python" - "$2" <<PYTHON
import io, sys, zipfile
import boto3

def zipped(text):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, 'w') as file:
        file.writestr('content', text)
    return archive.getvalue()

lambda_ = boto3.client('lambda', region_name=sys.argv[1])
$1
PYTHON
}

# An assembly that uses version 1 in both regions.
assembly() {
  node -e '
    const entry = (region) => ({ path: region, logicalId: "Fn", stack: region, runtime: "nodejs22.x", status: "traced", level: "CODE", diagnostics: [],
      changes: { layers: [`arn:aws:lambda:${region}:123456789012:layer:tracer:1`], environment: [], activeTracing: false, permissions: [] } });
    const totals = { functions: 2, traced: 2, excluded: 0, skipped: 0, uncovered: 0, byLevel: { CODE: 2, INVOCATION: 0, NONE: 0 } };
    process.stdout.write(JSON.stringify({ version: 1, totals, functions: ["eu-west-1", "us-east-1"].map(entry), diagnostics: [] }));
  ' >"$work/cdk.out/lambda-tracing.json"
}

layers() {
  (cd "$work" && node "$OLDPWD/cli/dist/cdk-lambda-tracing.js" layers "$@")
}
# pinned REGION VERSION
pinned() {
  node -e 'const { layers } = require(process.argv[1]); if (layers[`arn:aws:lambda:${process.argv[2]}:123456789012:layer:tracer`]?.version !== Number(process.argv[3])) { throw new Error(JSON.stringify(layers)); }' "$work/lambda-tracing.lock.json" "$1" "$2"
}
published() {
  publish eu-west-1 one && publish eu-west-1 two && publish eu-west-1 three && publish us-east-1 one
}
updates() {
  layers update && pinned eu-west-1 3 && pinned us-east-1 1
}
keeps() {
  publish us-east-1 two && layers update --no-newer && pinned us-east-1 1 && layers update && pinned us-east-1 2
}
finds_vanished() {
  local status=0
  unpublish eu-west-1 3 && { layers check >"$work/check.txt" || status=$?; }
  [ "$status" = 1 ] && grep -q 'eu-west-1:123456789012:layer:tracer:3 has vanished' "$work/check.txt"
}
stays_whole() {
  local status=0
  cp "$work/lambda-tracing.lock.json" "$work/before" && { AWS_ENDPOINT_URL=http://127.0.0.1:9 layers update 2>"$work/err" || status=$?; }
  [ "$status" = 3 ] && cmp "$work/before" "$work/lambda-tracing.lock.json" && ! grep -q '^ *at ' "$work/err"
}

check 'moto answers' moto
check 'layers are published' published
check 'an assembly' assembly
check 'update pins the newest of each region' updates
check 'check finds nothing wrong' layers check
check 'update moves a pin only where that is wanted' keeps
check 'check finds what has vanished' finds_vanished
check 'without the network the old lock stays whole' stays_whole
finish
