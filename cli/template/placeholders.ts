const PLACEHOLDER = /\$\{AWS::(Partition|Region|AccountId)\}/;

/** A text of a plan as a template has it: CloudFormation fills in partition, region and account, and leaves alone what only looks like that. */
export function substituted(text: string): unknown {
  if (!PLACEHOLDER.test(text)) { return text; }
  return { 'Fn::Sub': text.replace(/\$\{(?!AWS::(?:Partition|Region|AccountId)\})/g, '${!') };
}
