#!/bin/sh
# Installs AWS's Runtime Interface Emulator into the user's cache: built from its Go module, or, where the module cannot be had,
# the binary that AWS's own SAM CLI carries. The check against it is left out where there is none (SANDBOX_REQUIRE_RIE=1: fails).
set -eu
commit=4fa2157
sam_cli=1.170.0
bin=${XDG_CACHE_HOME:-$HOME/.cache}/cdk-lambda-tracing/bin
[ ! -x "$bin/aws-lambda-rie" ] || exit 0
mkdir -p "$bin"

if command -v go >/dev/null && GOBIN=$bin go install "github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie@$commit" 2>/dev/null; then
  exit 0
fi
case $(uname -m) in aarch64 | arm64) arch=arm64 ;; *) arch=x86_64 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$work" "aws-sam-cli==$sam_cli"
python3 -m zipfile -e "$work"/aws_sam_cli-*.whl "$work/unpacked"
install -m 755 "$work/unpacked/samcli/local/rapid/aws-lambda-rie-$arch" "$bin/aws-lambda-rie"
