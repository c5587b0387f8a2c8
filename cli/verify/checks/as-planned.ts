import { EXEC_WRAPPER_VARIABLE } from '../../../src/contract/lambda-environment';
import type { FunctionFacts } from '../assembly/function-facts';
import { isObject } from '../assembly/read-templates';
import { error, Finding } from '../finding';

/** Whether the template still has what the report says was added: somebody may have changed either since. */
export function checkAsPlanned({ reported, environment, handler, layers, properties, serverless }: FunctionFacts): Finding[] {
  if (reported === undefined) { return [error('notInReport', 'the report does not know it: report and templates are not of one synthesis', true)]; }
  const { changes } = reported;
  if (changes === undefined) { return []; }
  const missing = changes.environment.filter((name) => !(name in environment));
  const wrapper = environment[EXEC_WRAPPER_VARIABLE]?.text;
  const mode = serverless ? properties.Tracing : isObject(properties.TracingConfig) ? properties.TracingConfig.Mode : undefined;
  const changed = [
    ...(missing.length > 0 ? [`variables ${missing.join(', ')} are gone`] : []),
    ...(changes.execWrapper !== undefined && wrapper !== undefined && wrapper !== changes.execWrapper ? [`${EXEC_WRAPPER_VARIABLE} is ${wrapper}, not ${changes.execWrapper}`] : []),
    ...(changes.handler !== undefined && handler !== changes.handler ? [`its handler is ${handler ?? 'missing'}, not ${changes.handler}`] : []),
    ...(layers.length < changes.layers.length ? [`it has ${layers.length} layers, and ${changes.layers.length} were added`] : []),
    ...(changes.activeTracing && mode !== 'Active' ? [`its tracing mode is ${JSON.stringify(mode) ?? 'missing'}, not Active`] : []),
  ];
  return changed.length === 0 ? [] : [error('changedAfterwards', `the template is not as tracing left it: ${changed.join('; ')}`, true)];
}
