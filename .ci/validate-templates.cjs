// CDK's own template validator over every template of a cloud assembly, and over a broken one that it has to find.
//   node .ci/validate-templates.cjs <cdk.out>
const { mkdtempSync, readdirSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { CloudFormationValidatePlugin } = require('aws-cdk-lib');

const plugin = new CloudFormationValidatePlugin();
const violationsIn = (files) => plugin.validate({
  templatePaths: files,
  stackTemplates: files.map((templatePath) => ({ templatePath, stackConstructPath: templatePath })),
}).violations;

const broken = join(mkdtempSync(join(tmpdir(), 'broken-')), 'broken.template.json');
writeFileSync(broken, JSON.stringify({ Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Layers: 'not a list' } } } }));
if (violationsIn([broken]).length === 0) { throw new Error('the validator found nothing wrong with a broken template'); }

const templates = readdirSync(process.argv[2], { recursive: true }).filter((file) => file.endsWith('.template.json')).map((file) => join(process.argv[2], file));
const violations = violationsIn(templates);
console.log(`${templates.length} templates, ${violations.length} violations`, JSON.stringify(violations, undefined, 2));
process.exitCode = templates.length === 0 || violations.length > 0 ? 1 : 0;
