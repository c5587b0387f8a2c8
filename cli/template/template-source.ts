import { Failure } from '../failure';
import { isPlainObject, parseData, TextSource } from '../text/text-source';

/** A template, YAML or JSON. */
export function parseTemplate(text: string, file: string): TextSource {
  const source = parseData(text, file);
  if (!isPlainObject(source.data.Resources)) { throw new Failure(`${file} is no CloudFormation template: it has no Resources`); }
  return source;
}
