#!/bin/sh
# Gets the back ends that the tests send traces to, from the package registries' ordinary clients, into the user's cache: Zipkin's
# server as it is published, the OpenTelemetry Collector made with its own builder, Jaeger built from its module. The first time
# takes minutes.
set -eu
home=${XDG_CACHE_HOME:-$HOME/.cache}/cdk-lambda-tracing/back-ends
zipkin=3.6.1 collector=0.159.0 providers=1.65.0 jaeger=1.76.0
mkdir -p "$home"

need() { # COMMAND PACKAGE
  command -v "$1" >/dev/null && return
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "back ends: $1 is not installed" >&2; exit 1; }
  apt-get update -qq && apt-get install -qq -y --no-install-recommends "$2" >/dev/null
}
need java default-jre-headless

if [ ! -f "$home/zipkin-$zipkin.jar" ]; then
  need mvn maven
  work=$(mktemp -d)
  mvn --quiet --batch-mode dependency:copy -Dartifact="io.zipkin:zipkin-server:$zipkin:jar:exec" -DoutputDirectory="$work"
  mv "$work"/zipkin-server-*.jar "$home/zipkin-$zipkin.jar"
  rm -rf "$work"
fi

if [ ! -x "$home/otelcol-$collector" ]; then
  need go golang-go
  work=$(mktemp -d)
  cat >"$work/builder.yaml" <<YAML
dist: { name: otelcol, output_path: $work/out }
receivers:
  - gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v$collector
exporters:
  - gomod: github.com/open-telemetry/opentelemetry-collector-contrib/exporter/fileexporter v$collector
providers:
  - gomod: go.opentelemetry.io/collector/confmap/provider/envprovider v$providers
  - gomod: go.opentelemetry.io/collector/confmap/provider/fileprovider v$providers
YAML
  GOBIN=$work nice go install "go.opentelemetry.io/collector/cmd/builder@v$collector"
  nice "$work/builder" --config "$work/builder.yaml"
  mv "$work/out/otelcol" "$home/otelcol-$collector"
  rm -rf "$work"
fi

if [ ! -x "$home/jaeger-$jaeger" ]; then
  need go golang-go
  # Not `go install`: it refuses a module with replacements in its go.mod.
  work=$(mktemp -d)
  (
    cd "$work"
    go mod init jaeger-of-the-tests
    nice go get -tool "github.com/jaegertracing/jaeger/cmd/jaeger@v$jaeger"
    nice go build -buildvcs=false -o "$home/jaeger-$jaeger.new" github.com/jaegertracing/jaeger/cmd/jaeger
  )
  mv "$home/jaeger-$jaeger.new" "$home/jaeger-$jaeger"
  rm -rf "$work"
fi
