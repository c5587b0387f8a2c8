import type { Summary } from './findings';
import { githubAnnotations } from './github';
import { jsonSummary } from './json';
import { junitSummary } from './junit';
import { markdownSummary } from './markdown';
import { sarifSummary } from './sarif';
import { textSummary } from './text';

/** Every format by the name it has on the command line. */
export const FORMATS: { readonly [name: string]: (summary: Summary) => string } = {
  text: textSummary,
  json: jsonSummary,
  markdown: markdownSummary,
  github: githubAnnotations,
  junit: junitSummary,
  sarif: sarifSummary,
};
