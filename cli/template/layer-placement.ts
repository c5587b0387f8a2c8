import { createHash } from 'crypto';
import type { TracingLayer } from '../../src/core/tracing-layer';
import type { Path, TextEditor } from '../text/text-editor';
import type { Json } from '../text/text-source';

/** Where a layer that is a file comes from, when a template is deployed. */
export interface LayerPlacement {
  /** Of a layer that its user has published. */
  readonly arn?: string;
  /** Where its user puts the zip file. */
  readonly bucket?: string;
  readonly key?: string;
  /** Path of the zip file, from the template, for `sam package`, which uploads it. */
  readonly uri?: string;
}

/** The second key of our mappings, which hold one value per region. */
const ARN = 'arn';

/** Makes what layers need in a template, each once, whether by this run or by one before. */
export class LayerResources {
  private readonly made = new Set<string>();

  constructor(private readonly template: Json, private readonly editor: TextEditor, private readonly placement: LayerPlacement, private readonly region: string | undefined) {}

  /** The value that stands in a function's list of layers. */
  public valueOf(layer: TracingLayer, digest: (path: string) => string): unknown {
    if (layer.assetPath !== undefined) {
      const id = `LambdaTracingLayer${digest(layer.assetPath).slice(0, 8)}`;
      this.make(['Resources', id], this.resource(layer.assetName));
      return { Ref: id };
    }
    if (layer.arn !== undefined || this.region !== undefined) { return layer.arnIn(this.region ?? '')!; }
    const sorted = Object.entries(layer.arnByRegion!).sort(([one], [other]) => (one < other ? -1 : 1));
    const id = `LambdaTracingLayer${createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 8)}`;
    this.make(['Mappings', id], Object.fromEntries(sorted.map(([region, arn]) => [region, { [ARN]: arn }])));
    return { 'Fn::FindInMap': [id, { Ref: 'AWS::Region' }, ARN] };
  }

  private make([section, id]: Path, value: object): void {
    if (this.made.has(String(id)) || this.template[section]?.[id] !== undefined) { return; }
    this.made.add(String(id));
    this.editor.set([section, id], value);
  }

  private resource(name: string | undefined): object {
    const { bucket, key, uri } = this.placement;
    if (uri !== undefined) {
      return { Type: 'AWS::Serverless::LayerVersion', Properties: { LayerName: { 'Fn::Sub': `\${AWS::StackName}-${name}` }, Description: name, ContentUri: uri } };
    }
    return { Type: 'AWS::Lambda::LayerVersion', Properties: { Description: name, Content: { S3Bucket: bucket, S3Key: key } } };
  }
}
