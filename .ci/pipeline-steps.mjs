// Prints the commands of a pipeline as one shell script: `run:` of GitHub Actions, `script:` of GitLab CI, with their variables.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const pipeline = parse(readFileSync(process.argv[2], 'utf8'));
const quoted = (text) => `'${String(text).replace(/'/g, '\'\\\'\'')}'`;
const variables = (of = {}) => Object.entries(of).map(([name, value]) => `export ${name}=${quoted(value)}\n`).join('');
/** Each step in a shell of its own, as both systems have it for variables of a step. */
const step = (text, own) => `(\n${variables(own)}${text}\n)\n`;

const github = Object.values(pipeline.jobs ?? {}).flatMap(({ steps }) => steps.filter(({ run }) => run !== undefined).map(({ run, env }) => step(run, env)));
const gitlab = Object.values(pipeline).filter((job) => Array.isArray(job?.script)).flatMap((job) => [variables(job.variables), ...job.script.map((line) => step(line))]);
const steps = [...github, ...gitlab];
if (steps.length < 2) { throw new Error(`${process.argv[2]} has no steps`); }
process.stdout.write(`set -e\n${steps.join('')}`);
