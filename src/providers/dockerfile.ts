import { readFileSync } from 'fs';
import { join } from 'path';
import { layerArn, layerName } from '../catalog/layer-arn';
import type { LanguageFacts, LayerFacts, VendorFacts } from '../catalog/vendor-facts';
import { IMAGE_MARKER, OWN_IMAGE } from '../contract/image-marker';
import { LAYER_EXEC_WRAPPER } from '../contract/layer-environment';
import { FunctionArchitecture } from '../core/function-model';
import { familyOf, RuntimeFamily } from '../core/runtime-family';

/** Whose tracer to put into an image. */
export interface ImageSource {
  readonly name: string;
  /** What the marker calls it, where one provider has the tracers of several; else the provider's name. */
  readonly imageName?: string;
  readonly facts: VendorFacts;
  /** Whether Node.js has this package's own layer in place of the vendor's. */
  readonly ownNodejs?: boolean;
  /** Whether the vendor's extension is attached as well; so, if missing. */
  readonly extension?: boolean;
}

/** What the marker calls the tracer of a source. */
export function imageNameOf({ name, imageName = name }: ImageSource): string {
  return imageName;
}

/** The lines that do in a Dockerfile what the layers do, with the marker by which the image is known; none where the vendor has nothing for the runtime. */
export function dockerfile(source: ImageSource, runtime: string, architecture: FunctionArchitecture = FunctionArchitecture.X86_64): string[] {
  const family = familyOf(runtime);
  if (source.ownNodejs && family === RuntimeFamily.NODEJS) { return arranged(OWN_IMAGE, runtime, ownLines()); }
  const language = source.facts.languages[family];
  if (!language?.runtimes.includes(runtime)) { return []; }
  const extension = source.facts.extension && source.extension !== false && (language.extensionOnly || !source.facts.extension.bundled) ? source.facts.extension : undefined;
  const documented = language.image.length > 0;
  const archives = documented ? [] : [
    ...(language.extensionOnly ? [] : unpacked('layer', language, runtime, architecture)),
    ...(extension ? unpacked('extension', extension, runtime, architecture) : []),
  ];
  return arranged(imageNameOf(source), runtime, [...language.image, ...archives, ...(archives.length > 0 ? ['COPY lambda-tracing/ /opt/'] : [])]);
}

/** For a message about an image whose language is not known: the lines for the newest runtime of each language. */
export function everyDockerfile(source: ImageSource): string {
  const newest = Object.values(source.facts.languages).filter(({ extensionOnly }) => !extensionOnly).map(({ runtimes }) => runtimes[runtimes.length - 1]);
  return newest.map((runtime) => `${familyOf(runtime)}: ${dockerfile(source, runtime).join(' | ')}`).join('; ');
}

/** The handler that a documented image is started by, where it is another one than the layer's. */
export function imageHandler({ image, handler }: LanguageFacts): string | undefined {
  const command = image.map((line) => /^CMD \["(.+)"\]$/.exec(line)?.[1]).find((found) => found !== undefined);
  return command ?? handler;
}

/** Stages come before the image's own FROM, all else after it. */
function arranged(name: string, runtime: string, lines: readonly string[]): string[] {
  if (lines.length === 0) { return []; }
  const first = lines.findIndex((line) => line.startsWith('FROM '));
  const copied = lines.findIndex((line, index) => index > first && line.startsWith('COPY --from='));
  const stage = first < 0 ? [] : lines.slice(0, copied);
  return [
    ...(stage.length > 0 ? ['# above the last FROM:', ...stage, '# below it:'] : []),
    `${IMAGE_MARKER} ${name} ${runtime}`,
    ...lines.slice(stage.length),
  ];
}

/** From the package itself, in the version that the app has: its layer is in it. */
function ownLines(): string[] {
  const { name, version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { name: string; version: string };
  return [
    'FROM public.ecr.aws/docker/library/node:22 AS lambda-tracing',
    `RUN cd /tmp && npm pack ${name}@${version} && tar -xzf ${name}-*.tgz && unzip -q package/layers/nodejs/dist.zip -d /layer`,
    'COPY --from=lambda-tracing /layer/ /opt/',
    `ENV AWS_LAMBDA_EXEC_WRAPPER=${LAYER_EXEC_WRAPPER}`,
  ];
}

/** A layer is an archive of /opt: unpacked beside the Dockerfile it does the same in an image. */
function unpacked(
  what: string, { layers, needsArn }: { readonly layers: readonly LayerFacts[]; readonly needsArn?: string }, runtime: string, architecture: FunctionArchitecture,
): string[] {
  const fitting = layers.filter((layer) => layer.architectures.includes(architecture) && (layer.runtimes?.includes(runtime) ?? true));
  const arns = needsArn === undefined ? fitting.map((layer) => arnOf(layer, runtime)) : [`<ARN of the ${what}: ${needsArn}>`];
  return arns.map((arn) =>
    `# beside the Dockerfile: curl -o layer.zip "$(aws lambda get-layer-version-by-arn --arn ${arn} --query Content.Location --output text)" && unzip -o layer.zip -d lambda-tracing`);
}

/** In any region: an image is not bound to one. */
function arnOf(layer: LayerFacts, runtime: string): string {
  const region = layer.versions.has('us-east-1') ? 'us-east-1' : [...layer.versions.keys()].sort()[0];
  return layerArn(layer, runtime, region) ?? layerName(layer, runtime);
}
