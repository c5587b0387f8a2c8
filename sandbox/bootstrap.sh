#!/bin/sh
# Lambda's /var/runtime/bootstrap for Node.js: the environment that only it sets, the exec wrapper, the runtime.
# What it exports here is what a function sees on Lambda; an extension, which does not come through here, does not.
node=/var/lang/bin/node
major=${AWS_EXECUTION_ENV#AWS_Lambda_nodejs}
major=${major%.x}

if [ -z "${NODE_PATH-}" ]; then
  export NODE_PATH="/opt/nodejs/node$major/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task"
fi

# Features that Lambda turns off, by its developer guide, unless NODE_OPTIONS turns them on. It names none for nodejs24.x.
case $major in
  20) disabled=require-module ;;
  22) disabled='require-module detect-module' ;;
  *) disabled= ;;
esac
flags=
for feature in $disabled; do
  case " ${NODE_OPTIONS-} " in
    *" --experimental-$feature "*) ;;
    *) flags="$flags --no-experimental-$feature" ;;
  esac
done

# A tenth of the memory for young objects, whose space is twice a semi-space, the rest for old ones. Who sets either has V8's own for the other: so the
# bootstrap of nodejs24.x does, as dev.to/wonderfulsoap/deep-dive-into-aws-lambda-3-official-nodejs-runtime-analysis-43je prints it.
case ${NODE_OPTIONS-} in
  *--max[-_]semi[-_]space[-_]size* | *--max[-_]old[-_]space[-_]size*) ;;
  *)
    young=$((AWS_LAMBDA_FUNCTION_MEMORY_SIZE / 10))
    flags="$flags --max-semi-space-size=$((young / 2)) --max-old-space-size=$((AWS_LAMBDA_FUNCTION_MEMORY_SIZE - young))"
    ;;
esac

cd /var/task || exit 1
# shellcheck disable=SC2086 # $flags is a list of words
set -- "$node" $flags --expose-gc --max-http-header-size 81920 /var/runtime/index.mjs

wrapper=${AWS_LAMBDA_EXEC_WRAPPER-}
[ -n "$wrapper" ] || exec "$@"
if [ ! -f "$wrapper" ]; then
  echo "$wrapper: does not exist"
  exit 127
fi
if [ ! -x "$wrapper" ]; then
  echo "$wrapper: is not an executable"
  exit 126
fi
exec "$wrapper" "$@"
