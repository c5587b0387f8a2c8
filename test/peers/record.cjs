/**
 * Writes recorded.json: what the vendors' own public tools set on a function, and the layers they name. Run it after
 * `npm ci` in this folder; test/providers/peers.test.ts compares our plans with the file.
 */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { App, Stack } = require('aws-cdk-lib');
const { Template } = require('aws-cdk-lib/assertions');
const { Architecture, Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
const { DatadogLambda } = require('datadog-cdk-constructs-v2');

const versionOf = (name) => require(`${name}/package.json`).version;

function datadog(runtime, handler, architecture) {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  const code = Code.fromInline('x');
  code.bind = () => ({ s3Location: { bucketName: 'bucket', objectKey: 'key' } });
  const fn = new Function(stack, 'Function', { runtime: new Runtime(runtime, undefined, { supportsInlineCode: true }), handler, code, architecture: architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64 });
  const { DatadogDefaultLayerVersions: versions } = require(join(require.resolve('datadog-cdk-constructs-v2'), '../layer-versions.js'));
  new DatadogLambda(stack, 'Datadog', {
    nodeLayerVersion: versions.NODE, pythonLayerVersion: versions.PYTHON, javaLayerVersion: versions.JAVA, dotnetLayerVersion: versions.DOTNET,
    rubyLayerVersion: versions.RUBY, extensionLayerVersion: versions.EXTENSION,
    site: 'datadoghq.eu', sourceCodeIntegration: false, apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:datadog-key-abcdef',
  }).addLambdaFunctions([fn], stack);
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  return { runtime, handler, architecture, result: { handler: Properties.Handler, layers: Properties.Layers, environment: Properties.Environment.Variables } };
}

/** `<partition>:<account>:<name>:<version>` by key, with the regions that have it. */
function grouped(entries) {
  const groups = {};
  for (const [key, arn] of entries) {
    const [, partition, , region, account, , name, version] = arn.split(':');
    const layers = (groups[key] ??= {});
    (layers[[partition, account, name, version].join(':')] ??= []).push(region);
  }
  return Object.fromEntries(Object.entries(groups).map(([key, layers]) => [key, Object.fromEntries(Object.entries(layers).map(([layer, regions]) => [layer, regions.sort().join(' ')]))]));
}

const plugin = join(require.resolve('serverless-plugin-datadog/package.json'), '../dist/src');
const lumigo = join(require.resolve('@lumigo/cdk-constructs-v2/package.json'), '../lib');
const recorded = {
  datadogConstruct: {
    version: versionOf('datadog-cdk-constructs-v2'),
    functions: ['x86_64', 'arm64'].flatMap((architecture) => [
      datadog('nodejs18.x', 'index.handler', architecture), datadog('nodejs22.x', 'src/app.handler', architecture), datadog('nodejs24.x', 'index.handler', architecture),
      datadog('python3.9', 'app.handler', architecture), datadog('python3.12', 'app.handler', architecture), datadog('python3.14', 'app.handler', architecture),
      datadog('java8.al2', 'shop.Orders::handle', architecture), datadog('java21', 'shop.Orders::handle', architecture),
      datadog('dotnet8', 'Shop::Shop.Orders::Handle', architecture), datadog('provided.al2023', 'bootstrap', architecture),
    ]),
  },
  datadogLayers: {
    version: versionOf('serverless-plugin-datadog'),
    layers: grouped(['layers.json', 'layers-gov.json'].flatMap((file) => Object.values(require(join(plugin, file)).regions).flatMap(Object.entries))),
  },
  lumigoLayers: {
    version: versionOf('@lumigo/cdk-constructs-v2'),
    layers: grouped(['nodejs', 'python'].flatMap((language) => Object.values(require(join(lumigo, `lambda_layers_${language}.json`))).map((arn) => [language, arn]))),
  },
};
writeFileSync(join(__dirname, 'recorded.json'), `${JSON.stringify(recorded, undefined, 1)}\n`);
