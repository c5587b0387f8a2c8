#!/usr/bin/env bash
# Tracing without code: the packed package, preloaded into apps of several languages, with the real `cdk` command.
set -euo pipefail
. .ci/checks.sh
. .ci/python.sh

app=$CI_WORK/auto
apps=$PWD/test/auto/apps
mkdir -p "$app"
auto='--import cdk-lambda-tracing/auto'

install() {
  local packed
  packed=$(npm pack --silent --pack-destination "$app") || return 1
  cp "$apps"/* "$app"
  (
    cd "$app"
    npm init --yes >/dev/null
    npm install --no-audit --no-fund "./$packed" aws-cdk-lib@2.262.0 constructs@10.5.0 'aws-cdk@^2.1148' tsx ts-node typescript@5 @types/node@20 esbuild
  )
}

python() {
  local kept
  kept=$(python_environment) && ln -s "$kept" "$app/venv"
}

# in_app OUT COMMAND…: the app's folder, the templates into out/OUT; LAMBDA_TRACING_… and NODE_OPTIONS come from the caller.
in_app() {
  local out=$1
  shift
  (cd "$app" && CDK_OUTDIR=out/$out CDK_VALIDATION=false "$@" 2>"$app/$out.err") || { cat "$app/$out.err"; return 1; }
}

# same ONE OTHER: every template, and the report, byte for byte.
same() {
  local side
  for side in "$1" "$2"; do
    (cd "$app/out/$side" && find . -name '*.template.json' -o -name lambda-tracing.json | sort | xargs sha256sum) >"$app/$side.sums" || return 1
    [ -s "$app/$side.sums" ] || return 1
  done
  diff "$app/$1.sums" "$app/$2.sums"
}

same_by_auto() {
  local out=$1
  shift
  LAMBDA_TRACING_PROVIDER=aws-distro NODE_OPTIONS=$auto in_app "$out" "$@" && same code "$out" && silent "$out"
}

silent() {
  ! grep cdk-lambda-tracing "$app/$1.err"
}

# totals OUT JSON: these of the totals in the report.
totals() {
  node -e '
    const { totals } = require(process.argv[1]);
    for (const [name, count] of Object.entries(JSON.parse(process.argv[2]))) { if (totals[name] !== count) { throw new Error(JSON.stringify(totals)); } }
  ' "$app/out/$1/lambda-tracing.json" "$2"
}

# `cdk init` makes apps that ts-node runs; with --import in the environment Node.js 20 and 22 would not let it.
ts_node() {
  same_by_auto ts-node npx ts-node --prefer-ts-exts --skip-project -O '{"esModuleInterop":true,"module":"commonjs"}' app.ts
}

# Compiled by tsc into a folder of its own, CommonJS or ES modules.
compiled() {
  (cd "$app" && npx tsc --outDir built --module commonjs --esModuleInterop --skipLibCheck app.ts && cp shop.js built) && same_by_auto tsc node built/app.js || return 1
  (cd "$app" && mkdir -p modules && echo '{ "type": "module" }' >modules/package.json && cp shop.js modules/shop.cjs && sed 's#./shop.js#./shop.cjs#' app.mjs >modules/app.js) && same_by_auto modules node modules/app.js
}

# The app is a workspace with another version of aws-cdk-lib than the one that lies beside this package.
two_copies() {
  local root=$app/workspaces
  mkdir -p "$root/infra" && cp "$apps"/{shop,app}.js "$root/infra" || return 1
  (cd "$root" && npm init --yes >/dev/null && npm install --no-audit --no-fund "$app"/cdk-lambda-tracing-*.tgz aws-cdk-lib@2.266.0 constructs@10.5.1 \
    && cd infra && npm init --yes >/dev/null && npm install --no-audit --no-fund aws-cdk-lib@2.262.0 constructs@10.5.0) || return 1
  (cd "$root/infra" && CDK_OUTDIR=$app/out/two-copies CDK_VALIDATION=false LAMBDA_TRACING_PROVIDER=aws-distro NODE_OPTIONS=$auto node app.js) && same code two-copies
}

# pnpm: every package sees its own dependencies only, through links.
pnpm_layout() {
  local root=$app/pnpm
  mkdir -p "$root" && cp "$apps"/{shop,app}.js "$root" || return 1
  (cd "$root" && npm init --yes >/dev/null && npx --yes pnpm@10 add "$app"/cdk-lambda-tracing-*.tgz aws-cdk-lib@2.262.0 constructs@10.5.0 \
    && CDK_OUTDIR=$app/out/pnpm CDK_VALIDATION=false LAMBDA_TRACING_PROVIDER=aws-distro NODE_OPTIONS=$auto npx --yes pnpm@10 exec node app.js) && same code pnpm
}

several_apps() {
  NODE_OPTIONS=$auto in_app two-apps node two-apps.js || return 1
  mv "$app/out/two-apps/one" "$app/out/one" && same code one && [ ! -e "$app/out/two-apps/other/lambda-tracing.json" ]
}

# What bundles the code of functions is a child, with our variable in its environment.
bundling() {
  BY_CODE=1 in_app bundling-code node bundling.js && LAMBDA_TRACING_PROVIDER=aws-distro NODE_OPTIONS=$auto in_app bundling node bundling.js && same bundling-code bundling
}

# made_at OUT PLACE COMMAND…: findings point at the line that made the function, whatever the language.
made_at() {
  local out=$1 place=$2
  shift 2
  LAMBDA_TRACING_PROVIDER=xray NODE_OPTIONS=$auto JSII_HOST_STACK_TRACES=1 in_app "$out" "$@" || return 1
  (cd "$app" && npx --no-install cdk-lambda-tracing summary "out/$out" --required-level CODE --format json) >"$app/$out.json" || return 1
  node -e '
    const { findings } = require(process.argv[1]);
    const place = ({ file, line }) => `${file}:${line}`;
    const found = findings.filter(({ id }) => id.endsWith(":levelBelowRequired")).map(place);
    if (found.length !== Number(process.argv[3]) || found.some((one) => one !== process.argv[2])) { throw new Error(JSON.stringify(findings, undefined, 1)); }
  ' "$app/$out.json" "$place" "${count:-5}"
}

source_lines() {
  (cd "$app" && mkdir -p compiled && npx tsc --outDir compiled --sourceMap --allowJs --module commonjs --esModuleInterop --skipLibCheck direct.ts) || return 1
  count=1 made_at lines-ts-node direct.ts:6 npx ts-node --skip-project -O '{"esModuleInterop":true,"module":"commonjs"}' direct.ts \
    && count=1 made_at lines-tsx direct.ts:6 npx tsx direct.ts \
    && count=1 made_at lines-compiled direct.ts:6 node compiled/direct.js \
    && count=1 made_at lines-maps direct.ts:6 node --enable-source-maps compiled/direct.js \
    && made_at lines-python app.py:7 venv/bin/python app.py
}

cdk_command() {
  (cd "$app" && echo '{ "app": "node app.js", "context": { "lambda-tracing:provider": "aws-distro" } }' >cdk.json \
    && NODE_OPTIONS=$auto npx cdk synth '**' --quiet --output out/cli --no-notices --no-version-reporting --no-path-metadata --no-asset-metadata) || return 1
  totals cli '{"functions": 5, "traced": 5}'
}

pipeline_is_covered() {
  BY_CODE=1 in_app pipeline-code node pipeline.js \
    && LAMBDA_TRACING_PROVIDER=aws-distro NODE_OPTIONS=$auto in_app pipeline-auto node pipeline.js \
    && same_services && totals pipeline-auto '{"functions": 2, "traced": 2}'
}

# The pipeline itself knows the hashes of its assets and nothing of tracing; what it deploys has to be the same.
same_services() {
  (cd "$app/out" && diff <(cd pipeline-code && find . -name '*Service*.template.json' | sort | xargs sha256sum) <(cd pipeline-auto && find . -name '*Service*.template.json' | sort | xargs sha256sum))
}

by_file() {
  echo '{ "provider": "instana", "props": { "endpointUrl": "https://serverless-blue-saas.instana.io", "agentKey": { "ssmParameterName": "/instana/key" } } }' >"$app/lambda-tracing.json"
  NODE_OPTIONS=$auto in_app file node app.js && rm "$app/lambda-tracing.json" && grep -q '"provider": "instana"' "$app/out/file/lambda-tracing.json"
}

refuses_and_goes_on() {
  in_app bare node app.js
  LAMBDA_TRACING_PROVIDER=nosuch NODE_OPTIONS=$auto in_app refused node app.js || return 1
  [ "$(grep -c "there is no provider 'nosuch'" "$app/refused.err")" = 1 ] && [ ! -e "$app/out/refused/lambda-tracing.json" ] && diff "$app/out/bare/Shop.template.json" "$app/out/refused/Shop.template.json"
}

fails_where_asked() {
  ! LAMBDA_TRACING_REQUIRED=true LAMBDA_TRACING_PROVIDER=nosuch NODE_OPTIONS=$auto in_app required node app.js >"$app/required.out" && grep -q 'tracing is required' "$app/required.err"
}

# An App of aws-cdk-lib before 2.262.0.
refuses_old_framework() {
  local old=$app/old
  mkdir -p "$old" && cp "$apps"/{shop,app}.js "$old" && (cd "$old" && npm init --yes >/dev/null && npm install --no-audit --no-fund aws-cdk-lib@2.200.0 constructs@10.5.0) || return 1
  (cd "$old" && CDK_OUTDIR=out NODE_OPTIONS="--import file://$app/node_modules/cdk-lambda-tracing/lib/auto/register.js" node app.js 2>err) || return 1
  grep -q 'the app uses aws-cdk-lib 2.200.0, and the oldest that works is 2.262.0' "$old/err" || return 1
  # In the file, as well as in the environment.
  (cd "$old" && echo '{ "required": true }' >lambda-tracing.json && ! CDK_OUTDIR=out NODE_OPTIONS="--require $app/node_modules/cdk-lambda-tracing/lib/auto/register.js" node app.js 2>err) && grep -q 'tracing is required' "$old/err"
}

# npm and bundlers run children in other folders, where the bare name leads nowhere.
children_in_other_folders() {
  local options
  for options in "$auto" '--require cdk-lambda-tracing/auto' '--no-warnings -r cdk-lambda-tracing/auto'; do
    (cd "$app" && NODE_OPTIONS=$options node -e 'require("child_process").execFileSync(process.execPath, ["-e", "0"], { cwd: "/", stdio: "inherit" })') || return 1
  done
}

# Nothing but the hook itself is loaded in a process that makes no App.
costs_next_to_nothing() {
  (cd "$app" && NODE_OPTIONS=$auto node -e 'if (Object.keys(require.cache).length > 1) { throw new Error(Object.keys(require.cache).join()); }')
}

exports_stay_reachable() {
  (cd "$app" && node -e '
    for (const path of ["cdk-lambda-tracing", "cdk-lambda-tracing/package.json", "cdk-lambda-tracing/.jsii", "cdk-lambda-tracing/lib/contract/report.js", "cdk-lambda-tracing/auto"]) { require.resolve(path); }
  ' && node --input-type=module -e 'import { XRayProvider } from "cdk-lambda-tracing"; new XRayProvider();')
}

check 'packs and installs' install
check 'aws-cdk-lib from PyPI' python
check 'what was reachable stays so' exports_stay_reachable
check 'by code' env BY_CODE=1 bash -c "$(declare -f in_app); app=$app; in_app code node app.js"
check 'JavaScript: as by code' same_by_auto js node app.js
check 'ES modules and an App class of its own: as by code' same_by_auto mjs node app.mjs
check 'TypeScript: as by code' same_by_auto ts npx tsx app.ts
check 'TypeScript by ts-node: as by code' ts_node
check 'compiled by tsc, and as a package of ES modules: as by code' compiled
check 'another aws-cdk-lib beside this package: as by code' two_copies
check 'installed by pnpm: as by code' pnpm_layout
check 'two Apps in one process, one of them synthesized twice' several_apps
check 'bundling by esbuild, npm and git in other folders: as by code' bundling
check 'Python: as by code' same_by_auto py venv/bin/python app.py
check 'findings stand at the line of the source: ts-node, tsx, tsc, Python' source_lines
check 'the cdk command, configured in cdk.json' cdk_command
check 'CDK Pipelines: what is deployed is as by code' pipeline_is_covered
check 'configured by lambda-tracing.json' by_file
check 'a wrong configuration: one message, the app as it is' refuses_and_goes_on
check 'a wrong configuration fails where that is asked for' fails_where_asked
check 'an old aws-cdk-lib is refused' refuses_old_framework
check 'children in other folders start' children_in_other_folders
check 'a process that is no CDK app loads nothing' costs_next_to_nothing
finish
