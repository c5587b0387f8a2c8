#!/usr/bin/env bash
# The package for other languages, made by jsii-pacmak from what is compiled: an app in each gives the same templates as in JavaScript.
# C# is only generated: the registries that CI may use have no .NET SDK.
set -euo pipefail
. .ci/checks.sh
. .ci/python.sh

root=$PWD
base=$CI_WORK/languages
mkdir -p "$base/js" "$base/python" "$base/go" "$base/java"
export CDK_VALIDATION=false CDK_OUTDIR=out JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1 JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=1

tool() {
  command -v "$1" >/dev/null || { apt-get update -qq && apt-get install -y -qq "${@:2}"; }
}

generated() {
  npx jsii-pacmak --code-only --outdir "$base/dist" && ls "$base"/dist/dotnet/CdkLambdaTracing/*.csproj "$base"/dist/java/pom.xml "$base"/dist/go/cdklambdatracing/go.mod "$base"/dist/python/pyproject.toml
}

javascript() {
  cp test/languages/app.js test/auto/apps/shop.js "$base/js"
  (cd "$base/js" && npm init --yes >/dev/null && npm install --no-audit --no-fund "$base"/dist/js/*.tgz aws-cdk-lib@2.262.0 constructs@10.5.0 'aws-cdk@^2.1148' && node app.js)
}

wheel() {
  local kept
  kept=$(python_environment) && "$kept/bin/pip" wheel --quiet --no-deps --no-build-isolation --wheel-dir "$base/wheels" "$base/dist/python" || return 1
  # An environment of its own, in which our package goes, that sees what is in the other.
  "$kept/bin/python" -m venv "$base/venv" && (cd "$base"/venv/lib/python3*/site-packages && (cd "$kept"/lib/python3*/site-packages && pwd) >kept.pth)
}

# As a user has it: init changes app.py and requirements.txt, pip installs what they ask for, the cdk command synthesizes.
python_by_init() {
  cp test/auto/apps/app.py "$base/python" || return 1
  (
    cd "$base/python"
    ln -s ../js/node_modules node_modules
    printf 'aws-cdk-lib==2.262.0\nconstructs>=10.5.0,<11.0.0' >requirements.txt
    printf '{ "app": "%s/venv/bin/python app.py" }\n' "$base" >cdk.json
    mkdir ../python.before && cp app.py requirements.txt cdk.json ../python.before
    npx --no-install cdk-lambda-tracing init --yes || exit 1
    # No index: what is asked for is there, but for our package, whose name on PyPI is not ours yet.
    "$base/venv/bin/pip" install --quiet --no-index --find-links "$base/wheels" -r requirements.txt || exit 1
    npx --no-install cdk synth '**' --quiet --no-notices --no-version-reporting || exit 1
    node -e 'const { totals: { functions, traced, byLevel } } = JSON.parse(require("fs").readFileSync("cdk.out/lambda-tracing.json", "utf8")); if (functions !== 5 || traced !== 5 || byLevel.CODE !== 5) { process.exit(1); }' || exit 1
    "$base/venv/bin/python" app.py
  )
}

python_taken_back() {
  (
    cd "$base/python"
    npx --no-install cdk-lambda-tracing init --undo --yes || exit 1
    mkdir ../python.after && cp app.py requirements.txt cdk.json ../python.after && [ ! -e .lambda-tracing-init.json ]
  ) && diff -r "$base/python.before" "$base/python.after"
}

# A class in Python that the library calls back, opting out, and the level of what neither reaches.
python_provider() {
  (cd "$base/python" && CDK_OUTDIR=acme "$base/venv/bin/python" "$root/test/languages/acme.py") || return 1
  node -e '
    const { functions } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    require("assert").deepStrictEqual(functions.map(({ logicalId, status, provider, diagnostics: [first] }) => [logicalId.slice(0, 6), status, provider, first?.message]), [
      ["Legacy", "excluded", undefined, "opted out at Shop/Legacy: latency budget of 5 ms"],
      ["Orders", "traced", "acme", undefined],
      ["Search", "skipped", "acme", "acme traces Node.js, not python3.13"],
    ]);
  ' "$base/python/acme/lambda-tracing.json"
}

go_app() {
  tool go golang-go || return 1
  cp test/languages/main.go "$base/go"
  # What is asked for indirectly has the versions of this tree's lock; Go finds those that the CDK's own modules ask for.
  sed -i '/\/\/ indirect$/d' "$base/dist/go/cdklambdatracing/go.mod"
  (
    cd "$base/go"
    printf 'module shop\n\ngo 1.25\n\nrequire github.com/cdk-lambda-tracing/cdk-lambda-tracing-go/cdklambdatracing v0.0.0\n\nreplace github.com/cdk-lambda-tracing/cdk-lambda-tracing-go/cdklambdatracing => ../dist/go/cdklambdatracing\n' >go.mod
    go mod tidy && go build -o shop . && ./shop
  )
}

java_app() {
  tool mvn maven default-jdk-headless || return 1
  cp -r "$base/dist/java/." "$base/java" && cp test/languages/Shop.java "$base/java/src/main/java" || return 1
  (cd "$base/java" && mvn --quiet --batch-mode compile dependency:build-classpath -Dmdep.outputFile=classpath.txt && java -cp "target/classes:$(cat classpath.txt)" Shop)
}

# as_in_javascript LANGUAGE: every template, and the report, byte for byte.
as_in_javascript() {
  local language
  for language in js "$1"; do
    (cd "$base/$language/out" && find . -name '*.template.json' -o -name lambda-tracing.json | sort | xargs sha256sum) >"$base/$language.sums" || return 1
  done
  [ "$(wc -l <"$base/js.sums")" = 5 ] && diff "$base/js.sums" "$base/$1.sums"
}

check 'packages for Python, Java, C# and Go are generated' generated
check 'JavaScript: packed and used' javascript
check 'Python: a wheel' wheel
check 'Python: by init, pip and the cdk command' python_by_init
check 'Python: as in JavaScript' as_in_javascript python
check 'Python: init is taken back' python_taken_back
check 'Python: a provider of its own' python_provider
check 'Go: built and run' go_app
check 'Go: as in JavaScript' as_in_javascript go
check 'Java: compiled and run' java_app
check 'Java: as in JavaScript' as_in_javascript java
finish
