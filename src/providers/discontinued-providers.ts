import discontinued from '../catalog/discontinued.json';
import type { Decision } from '../core/decision';
import type { FunctionModel } from '../core/function-model';
import { TracingProvider } from '../core/provider';

const ALTERNATIVES = 'OpenTelemetryProvider with a Backend of your choice, AwsDistroProvider, DatadogProvider, LumigoProvider, NewRelicProvider or InstanaProvider';

function refusal(id: keyof typeof discontinued.vendors): Error {
  const { vendor, what } = discontinued.vendors[id];
  return new Error(`${vendor}Provider: ${what}, so spans would go nowhere; use ${ALTERNATIVES}`);
}

/** Epsagon, which is no more. Making one throws an error that names the alternatives. */
export class EpsagonProvider extends TracingProvider {
  public readonly name = 'epsagon';

  /** @throws always */
  constructor() {
    super();
    throw refusal('epsagon');
  }

  public decide(_model: FunctionModel): Decision {
    throw refusal('epsagon');
  }
}

/** Thundra, which is no more. Making one throws an error that names the alternatives. */
export class ThundraProvider extends TracingProvider {
  public readonly name = 'thundra';

  /** @throws always */
  constructor() {
    super();
    throw refusal('thundra');
  }

  public decide(_model: FunctionModel): Decision {
    throw refusal('thundra');
  }
}

/** IOpipe, which is no more. Making one throws an error that names the alternatives. */
export class IOpipeProvider extends TracingProvider {
  public readonly name = 'iopipe';

  /** @throws always */
  constructor() {
    super();
    throw refusal('iopipe');
  }

  public decide(_model: FunctionModel): Decision {
    throw refusal('iopipe');
  }
}
