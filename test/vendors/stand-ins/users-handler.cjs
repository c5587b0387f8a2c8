// How the vendors' wrappers find the function that a handler names, where theirs is on no registry: by require or by import.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

function parts(handler) {
  const [, file, name] = /^(.*\/?[^./]*)\.([^/]*)$/.exec(handler);
  const base = join(process.env.LAMBDA_TASK_ROOT, file);
  return { path: ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find(existsSync), name };
}

exports.required = (handler) => {
  const { path, name } = parts(handler);
  return require(path)[name];
};

exports.imported = async (handler) => {
  const { path, name } = parts(handler);
  return (await import(path))[name];
};
