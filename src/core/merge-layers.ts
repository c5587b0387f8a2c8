import { Diagnostic } from './diagnostic';
import { diagnostic } from './diagnostics';
import { FunctionModel } from './function-model';
import { TracingLayer } from './tracing-layer';

/** The planned layers that the function lacks. A layer that it has in another version is kept: Lambda refuses two versions of one. */
export function mergeLayers(model: FunctionModel, planned: readonly TracingLayer[]): { added: TracingLayer[]; notes: Diagnostic[] } {
  // Nearly every function: nothing is there, and nothing can be planned twice.
  if (model.layers.length === 0 && planned.length < 2) { return { added: [...planned], notes: [] }; }
  const added: TracingLayer[] = [];
  const notes: Diagnostic[] = [];
  for (const layer of planned) {
    const arns = possibleArns(layer, model.region);
    const same = model.layers.find((present) => arns.some((arn) => withoutVersion(arn) === withoutVersion(present)));
    if (same === undefined) {
      const twice = added.some((other) => possibleArns(other, model.region).some((one) => arns.some((arn) => withoutVersion(arn) === withoutVersion(one))));
      if (!twice) { added.push(layer); }
    } else if (!arns.includes(same)) {
      notes.push(diagnostic('layerVersionKept', { kept: same, wanted: arns.find((arn) => withoutVersion(arn) === withoutVersion(same))! }));
    }
  }
  return { added, notes };
}

function possibleArns(layer: TracingLayer, region: string | undefined): string[] {
  const only = layer.arn ?? layer.assetPath; // a layer deployed with the app is not on any function yet, but may be planned twice
  if (only !== undefined) { return [only]; }
  const byRegion = layer.arnByRegion!;
  return region === undefined ? Object.values(byRegion) : [byRegion[region]].filter((arn) => arn !== undefined);
}

function withoutVersion(arn: string): string {
  return arn.replace(/:\d+$/, '');
}
