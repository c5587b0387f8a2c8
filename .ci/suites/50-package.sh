#!/usr/bin/env bash
# What would be published: packed, installed into an app of its own, and used.
set -euo pipefail
. .ci/checks.sh

app=$CI_WORK/package-test
mkdir -p "$app"

install() {
  local packed
  packed=$(npm pack --silent --pack-destination "$app") || return 1
  (
    cd "$app" &&
    npm init --yes >/dev/null &&
    npm install --no-audit --no-fund "./$packed" aws-cdk-lib@2.262.0 constructs@10.5.0
  )
}

only_what_is_built() {
  ! find "$app/node_modules/cdk-lambda-tracing" -type f | grep -E '/cdk-lambda-tracing/(src|test|examples|bench|sandbox|\.ci|projenrc|docs)/'
}

synthesizes() {
  cat >"$app/app.js" <<'EOF'
const { App, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const { LambdaTracing, OpenTelemetryProvider } = require('cdk-lambda-tracing');
const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'Hello', { env: { region: 'eu-central-1', account: '111122223333' } });
new lambda.Function(stack, 'World', { code: lambda.Code.fromInline('exports.handler = async () => 1;'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });
LambdaTracing.of(app).add(new OpenTelemetryProvider());
app.synth();
const { totals } = JSON.parse(require('fs').readFileSync('cdk.out/lambda-tracing.json', 'utf8'));
console.log(totals);
if (totals.traced !== 1 || totals.byLevel.CODE !== 1) { process.exit(1); }
EOF
  (cd "$app" && node app.js)
}

check 'packs and installs' install
check 'holds only what is built' only_what_is_built
check 'has no dependencies of its own' node -e 'if (Object.keys(require(process.argv[1]).dependencies ?? {}).length) process.exit(1)' "$app/node_modules/cdk-lambda-tracing/package.json"
check 'synthesizes a traced function' synthesizes
finish
