#!/usr/bin/env bash
# Ways into a CDK app and out of it, and without one: `init`, `template`, and the pipelines of examples/ci, with the packed package.
set -euo pipefail
. .ci/checks.sh
. .ci/python.sh

root=$PWD
base=$CI_WORK/adoption
mkdir -p "$base"
export CDK_VALIDATION=false

install() {
  local packed
  packed=$(npm pack --silent --pack-destination "$base") || return 1
  (cd "$base" && npm init --yes >/dev/null && npm install --no-audit --no-fund "./$packed" aws-cdk-lib@2.262.0 constructs@10.5.0 'aws-cdk@^2.1148' tsx typescript@~5.9 @types/node@22 @types/jest@30) || return 1
  cp "$base/package.json" "$base/package.json.installed"
}

python() {
  local kept
  kept=$(python_environment) && ln -s "$kept" "$base/venv"
}

# app NAME FILES…: a folder with these files of test/auto/apps and what is installed.
app() {
  local folder=$base/$1
  mkdir -p "$folder"
  shift
  cp -al "$base/node_modules" "$folder"
  (cd "$root/test/auto/apps" && cp "$@" "$folder")
  (cd "$folder" && npm init --yes >/dev/null && npm pkg set --silent dependencies.aws-cdk-lib=^2.262.0)
}

totals() {
  node -e 'const { totals } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); if (totals.functions === 0 || totals.traced !== totals.functions) { throw new Error(JSON.stringify(totals)); }' "$1"
}

# changed_and_back APP WAY: init, a synthesis that traces every function, and every byte as it was.
changed_and_back() {
  local folder=$base/$1 before=$base/$1.before
  mkdir -p "$before"
  (cd "$folder" && find . -maxdepth 1 -type f -exec cp {} "$before" \;)
  (
    cd "$folder"
    npx --no-install cdk-lambda-tracing init </dev/null 2>"$before.note" || exit 1
    grep -q 'nothing is changed' "$before.note" && [ ! -e .lambda-tracing-init.json ] || exit 1
    npx --no-install cdk-lambda-tracing init --yes 2>"$before.note" || { cat "$before.note"; exit 1; }
    grep -q "$2" "$before.note" || exit 1
    npx --no-install cdk synth '**' --quiet --no-notices --no-version-reporting || exit 1
    totals cdk.out/lambda-tracing.json || exit 1
    rm -r cdk.out
    npx --no-install cdk-lambda-tracing init --undo --yes || exit 1
    mkdir ../"$1.after" && find . -maxdepth 1 -type f -exec cp {} ../"$1.after" \;
  ) && diff -r "$before" "$base/$1.after"
}

typescript_app() {
  app ts shop.js shop.d.ts app.ts && echo '{ "app": "npx tsx app.ts" }' >"$base/ts/cdk.json" && changed_and_back ts 'TypeScript.*by a line of code'
}

javascript_app() {
  app js shop.js app.js && printf '{\n  "app": "node main.js"\n}\n' >"$base/js/cdk.json"
  cat >"$base/js/main.js" <<'APP'
const cdk = require('aws-cdk-lib');
const { fill } = require('./shop');

const app = new cdk.App();
fill(app);
app.synth();
APP
  changed_and_back js 'JavaScript.*by a line of code'
}

# as_made LANGUAGE FILE LINE: the app that `cdk init` writes, with a function in it, by code and without: there and back.
as_made() {
  local language=$1 file=$2 line=$3 folder=$base/made-$1 way
  mkdir -p "$folder"
  (cd "$folder" && "$base/node_modules/.bin/cdk" init app --language "$language" --generate-only --no-notices --no-version-reporting) || return 1
  cp -al "$base/node_modules" "$folder"
  (cd "$folder" && sed -i "s|\\([/#]*\\) The code that defines your stack goes here|$line|" $file && grep -q 'fromInline\|from_inline' $file) || return 1
  [ "$language" != python ] || sed -i "s|python3 |$base/venv/bin/python |" "$folder/cdk.json"
  (cd "$folder" && find . -type f -not -path './node_modules/*' | sort | xargs sha256sum) >"$folder.sums"
  for way in code auto; do
    # The Python package is not on PyPI: 71-languages has it by code.
    [ "$language $way" != 'python code' ] || continue
    (
      cd "$folder"
      npx --no-install cdk-lambda-tracing init --yes --way "$way" || exit 1
      npx --no-install cdk synth --quiet --no-notices --no-version-reporting || exit 1
      totals cdk.out/lambda-tracing.json || exit 1
      rm -rf cdk.out */__pycache__ __pycache__
      npx --no-install cdk-lambda-tracing init --undo --yes || exit 1
      find . -type f -not -path './node_modules/*' | sort | xargs sha256sum | diff - "$folder.sums"
    ) || return 1
  done
}

# The package is not on PyPI yet, so a Python app is traced without code; by code 71-languages has it.
python_app() {
  app py app.py && printf '{ "app": "%s/venv/bin/python app.py" }\n' "$base" >"$base/py/cdk.json" || return 1
  (cd "$base/py" && npx --no-install cdk-lambda-tracing init --yes && "$base/venv/bin/python" -m py_compile app.py && grep -q '^LambdaTracing.of(app).add(OpenTelemetryProvider())$' app.py && npx --no-install cdk-lambda-tracing init --undo --yes) || return 1
  rm -rf "$base/py/__pycache__"
  python_without_code
}

python_without_code() {
  (
    cd "$base/py"
    npx --no-install cdk-lambda-tracing init --way auto --yes && npx --no-install cdk synth '**' --quiet --no-notices --no-version-reporting && totals cdk.out/lambda-tracing.json \
      && npx --no-install cdk-lambda-tracing init --undo --yes && ! grep -q NODE_OPTIONS cdk.json
  )
}

templates() {
  local folder=$base/template
  mkdir -p "$folder/orders" && cp -al "$base/node_modules" "$folder" && cp "$root"/test/cli/templates/* "$folder" && echo 'exports.handler = async () => 1;' >"$folder/orders/index.js"
  (
    cd "$folder"
    npx --no-install cdk-lambda-tracing template sam.yaml -o sam.traced.yaml --report sam.report.json && python3 -m zipfile -t lambda-tracing-layer.zip \
      && npx --no-install cdk-lambda-tracing template sam.traced.yaml -o sam.twice.yaml && cmp sam.traced.yaml sam.twice.yaml \
      && npx --no-install cdk-lambda-tracing template plain.json -p aws-distro -o plain.traced.json
  )
}

# lint FILE RULES…: cfn-lint, which expands SAM as CloudFormation does, finds these in a template and nothing else.
lint() {
  local file=$1 code=0
  shift
  "$base/venv/bin/cfn-lint" --format parseable "$file" >"$base/lint.txt" || code=$?
  # A sum of 2 for errors, 4 for warnings and 8 for remarks; all else is cfn-lint's own failure.
  case $code in 0 | 2 | 4 | 6 | 8 | 10 | 12 | 14) ;; *) echo "cfn-lint ended with $code"; return 1 ;; esac
  printf '%s\n' "$@" | sed '/^$/d' | diff - <(cut -d: -f6 "$base/lint.txt" | sort) || { cat "$base/lint.txt"; return 1; }
}

# What is known, because the template that was given has it: E3012, properties without a value, kept to see that they are added to;
# E3530, a trust policy without a statement, of a role that only stands for one.
accepted_by_cloudformation() {
  local command="npx --no-install cdk-lambda-tracing template"
  (
    cd "$base/template" || exit 1
    lint sam.yaml E3012 && lint plain.json E3530 || exit 1
    sed 's/python3.13/nodejs22.x/; s/def handler(event, context): return 1/exports.handler = async () => 1;/' plain.json >node.json
    echo '{ "provider": "datadog", "props": { "site": "datadoghq.eu", "apiKey": { "secretsManagerArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf" } } }' >datadog.json
    $command sam.yaml --config datadog.json --region eu-west-1 -o sam.datadog.yaml && $command node.json --layer-bucket our-layers --layer-key layer.zip -o node.traced.json \
      && $command node.json --layer-arn arn:aws:lambda:eu-west-1:111122223333:layer:ours:3 -o node.arn.json && $command "$root/examples/shop/loyalty/template.yaml" -o loyalty.yaml || exit 1
    lint sam.traced.yaml E3012 && lint sam.datadog.yaml E3012 && lint plain.traced.json E3530 && lint node.traced.json E3530 && lint node.arn.json E3530 && lint loyalty.yaml
  )
}

# What an error of ours would look like: the pattern of a layer's ARN, E3031.
a_wrong_template_is_not_accepted() {
  (cd "$base/template" && sed 's/"Layers": \[/"Layers": [5, /' node.traced.json >wrong.json && ! cmp -s node.traced.json wrong.json && lint wrong.json E3031 E3530)
}

# pipeline FILE APP: runs what it says, in an app that is committed with its lock.
pipeline() {
  local folder=$base/pipeline-$1
  mkdir -p "$folder"
  cp "$base/package.json.installed" "$folder/package.json" && cp "$base/package-lock.json" "$base"/*.tgz "$root"/test/auto/apps/shop.js "$folder" || return 1
  cp "$root/test/cli/templates/sam.yaml" "$folder/template.yaml"
  case $1 in
    *code*) printf 'const { App } = require("aws-cdk-lib");\nconst { LambdaTracing, OpenTelemetryProvider } = require("cdk-lambda-tracing");\nconst app = new App();\nrequire("./shop").fill(app);\nLambdaTracing.of(app).add(new OpenTelemetryProvider());\n' >"$folder/app.js" ;;
    *) printf 'const { App } = require("aws-cdk-lib");\nconst app = new App();\nrequire("./shop").fill(app);\n' >"$folder/app.js" ;;
  esac
  echo '{ "app": "node app.js" }' >"$folder/cdk.json"
  node .ci/pipeline-steps.mjs "examples/ci/$1.yml" >"$folder/steps.sh"
  # A machine that is root's may lack sudo.
  command -v sudo >/dev/null || { mkdir -p "$base/bin" && printf '#!/bin/sh\nexec "$@"\n' >"$base/bin/sudo" && chmod +x "$base/bin/sudo" && PATH=$PATH:$base/bin; }
  (cd "$folder" && GITHUB_STEP_SUMMARY=$folder/summary.md npm_config_prefer_offline=true bash steps.sh) || return 1
  case $1 in
    *template*) grep -q 'AWS_LAMBDA_EXEC_WRAPPER' "$folder/traced.yaml" ;;
    *) totals "$folder/cdk.out/lambda-tracing.json" && grep -q 'cdk-lambda-tracing verify cdk.out' "$folder/steps.sh" && grep -q '<!doctype html>' "$folder/lambda-tracing-report.html" ;;
  esac && case $1 in
    github*) grep -q '^## Lambda tracing' "$folder/summary.md" ;;
    *) grep -q '<testsuites' "$folder/lambda-tracing.xml" ;;
  esac
}

check 'packs and installs' install
check 'aws-cdk-lib and cfn-lint from PyPI' python
check 'init: TypeScript, there and back' typescript_app
check 'init: JavaScript, there and back' javascript_app
check 'init: Python, there and back' python_app
check 'init: TypeScript as cdk init makes it' as_made typescript 'lib/*.ts' "new (require('aws-cdk-lib/aws-lambda').Function)(this, 'Fn', { runtime: require('aws-cdk-lib/aws-lambda').Runtime.NODEJS_22_X, handler: 'index.handler', code: require('aws-cdk-lib/aws-lambda').Code.fromInline('// inline') });"
check 'init: JavaScript as cdk init makes it' as_made javascript 'lib/*.js' "new (require('aws-cdk-lib/aws-lambda').Function)(this, 'Fn', { runtime: require('aws-cdk-lib/aws-lambda').Runtime.NODEJS_22_X, handler: 'index.handler', code: require('aws-cdk-lib/aws-lambda').Code.fromInline('// inline') });"
check 'init: Python as cdk init makes it' as_made python '*/*_stack.py' 'from aws_cdk import aws_lambda as l; l.Function(self, "Fn", runtime=l.Runtime.NODEJS_22_X, handler="index.handler", code=l.Code.from_inline("#"))'
check 'template: SAM and plain, twice as once' templates
check 'template: accepted by CloudFormation as far as cfn-lint knows' accepted_by_cloudformation
check 'template: cfn-lint would see a layer that is none' a_wrong_template_is_not_accepted
for file in examples/ci/*.yml; do
  check "what $file says" pipeline "$(basename "$file" .yml)"
done
finish
