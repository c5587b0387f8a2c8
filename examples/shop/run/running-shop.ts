import { readFileSync } from 'fs';
import { setTimeout as sleep } from 'timers/promises';
import { ApiAnswer, AwsApi } from './aws-api';
import { AwsFront, AwsRequest } from './aws-front';
import { Carried } from './carried';
import { deploy, inboxFor } from './deploy';
import { Fleet } from './fleet';
import { DeployedFunction, deployedFunctions, LeftOut } from './functions';
import { HttpApi } from './http-api';
import { Journal, spanOfHeader, spanOfTraceparent } from './journal';
import { Moto } from './moto';
import { Deployment, Place } from './names';
import { atAddresses, hostsOf } from './outside-hosts';
import { OutsideServices } from './outside-services';
import { Permissions } from './permissions';
import { Poller } from './poller';
import { PushPoller } from './push-poller';
import { QueuePoller } from './queue-poller';
import { resourceOf, rungBy } from './resource-of';
import { StreamPoller } from './stream-poller';
import { resourcesOf, templatesOf } from './template';
import { Climate, FAIR, Weather } from './weather';
import { Wiring, wiringOf } from './wiring';

/** Where the templates say that spans go. */
const TRACES = 'traces.example.com';

export interface RunningShopOptions {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** URL where `traces.example.com` is. */
  readonly tracesUrl?: string;
  /** `host:port` of the X-Ray daemon. */
  readonly xrayDaemonAddress?: string;
  /** @default nothing goes wrong */
  readonly climate?: Climate;
  /** Parallel environments of one function, at most. @default 1 */
  readonly concurrency?: number;
  /** Addresses of hosts outside, such as `payments.example.com`. @default a service that takes everything */
  readonly hosts?: Readonly<Record<string, string>>;
  /** Variables that the templates know nothing of, by the function's name: what is expected of a function stays what its template says. @default none */
  readonly variables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The shop as its cloud assembly describes it, on this machine: functions in the sandbox, moto for AWS, and what AWS does in between. */
export class RunningShop {
  public static async start(options: RunningShopOptions): Promise<RunningShop> {
    const place = placeOf(options.assembly);
    const shop = new RunningShop(await Moto.start(place.account), options);
    try {
      await shop.deploy(place);
      return shop;
    } catch (error) {
      await shop.stop();
      throw error;
    }
  }

  public readonly journal = new Journal();
  public readonly weather: Weather;
  public readonly fleet: Fleet;
  public readonly functions: ReadonlyMap<string, DeployedFunction> = new Map();
  /** Functions that are not run here. */
  public readonly leftOut: ReadonlyMap<string, LeftOut> = new Map();
  public wiring!: Wiring;
  private readonly carried = new Carried();
  private readonly pollers: Poller[] = [];
  private readonly services = new OutsideServices(() => this.weather.happens('serviceFails'), ({ environment, method, path, headers, status }) => {
    this.journal.called(environment, { operation: `${method} ${path}`, span: spanOfTraceparent(headers.traceparent as string | undefined), status });
  });
  private front?: AwsFront;
  private api?: HttpApi;
  private permissions!: Permissions;

  private constructor(private readonly moto: Moto, private readonly options: RunningShopOptions) {
    this.weather = new Weather(options.climate ?? FAIR);
    this.fleet = new Fleet({
      journal: this.journal,
      weather: this.weather,
      concurrency: options.concurrency ?? 1,
      xrayDaemonAddress: options.xrayDaemonAddress,
      surroundings: (environment, fn) => this.surroundings(environment, fn),
    });
  }

  /** The shop's HTTP API. */
  public get url(): string {
    return this.api!.url;
  }

  /** What is at which address of this machine. */
  public get names(): ReadonlyMap<string, string> {
    return this.services.names;
  }

  /** Events that failed so often that AWS would have put them aside. */
  public get givenUp(): number {
    return this.pollers.reduce((sum, poller) => sum + (poller instanceof PushPoller || poller instanceof StreamPoller ? poller.givenUp.length : 0), 0);
  }

  /** Resolves when nothing is on its way any more. */
  public async settled(): Promise<void> {
    while (!this.pollers.every(({ quiet }) => quiet)) { await sleep(20); }
  }

  /** Takes down everything; what the layers have kept back leaves before. */
  public async stop(): Promise<void> {
    for (const poller of this.pollers) { poller.end(); }
    this.carried.end();
    await this.api?.stop();
    await this.fleet.stop();
    await this.front?.stop();
    await this.services.stop();
    await this.moto.stop();
  }

  private async deploy(place: Pick<Place, 'account' | 'region'>): Promise<void> {
    this.front = await AwsFront.start({ motoPort: this.moto.port, refuse: (request) => this.refusal(request), onAnswer: (request, answer) => this.answered(request, answer) });
    const deployment = new Deployment(templatesOf(this.options.assembly), { ...place, endpoint: this.front.url });
    const api = new AwsApi(this.moto.port, place.region);
    await deploy(deployment, api);
    const { functions, leftOut } = deployedFunctions(deployment);
    Object.assign(this, { functions, leftOut });
    await this.services.start(hostsOf(functions.values()).filter((host) => host !== TRACES && this.options.hosts?.[host] === undefined));
    this.permissions = new Permissions(deployment);
    this.wiring = wiringOf(deployment, functions, this.permissions);
    await this.connect(deployment, api);
    this.api = await HttpApi.start(this.wiring.routes, this.fleet);
  }

  private async connect(deployment: Deployment, api: AwsApi): Promise<void> {
    const world = { api, fleet: this.fleet, carried: this.carried, weather: this.weather };
    const subscriptions = resourcesOf(deployment.templates, 'AWS::SNS::Subscription').map(({ properties, template }) => deployment.resolve(properties, template));
    for (const source of this.wiring.sources) {
      if (source.type === 'queue') {
        const { account, endpoint } = deployment.place;
        const topics = subscriptions.filter(({ Endpoint }) => Endpoint === source.arn).map(({ TopicArn }) => TopicArn);
        this.pollers.push(new QueuePoller(source, `${endpoint}/${account}/${source.arn.split(':').pop()}`, topics, world));
      } else {
        this.pollers.push(...await StreamPoller.of(source, world));
      }
    }
    for (const push of this.wiring.pushes) { this.pollers.push(new PushPoller(push, await inboxFor(push, api), world)); }
    for (const poller of this.pollers) { void poller.run(); }
  }

  /** What IAM would say. */
  private refusal(request: AwsRequest): string | undefined {
    const fn = this.fleet.ownerOf(request.accessKey);
    if (fn === undefined) { return `nobody has the access key ${request.accessKey}`; }
    const [action, resource] = [`${request.service}:${request.operation}`, resourceOf(request, fn.arn)];
    return this.permissions.mayCall(fn.role, action, resource) ? undefined : `${fn.name} is not authorized to perform ${action} on ${resource}`;
  }

  private answered(request: AwsRequest, answer: ApiAnswer): void {
    const { accessKey, service, operation, traceHeader } = request;
    const headerOnly = !this.fleet.ownerOf(accessKey)?.contextIn.has(service);
    this.journal.called(accessKey, { operation: `${service}.${operation}`, span: spanOfHeader(traceHeader), status: answer.status, headerOnly });
    this.carried.note(request, answer, headerOnly);
    const rings = rungBy(request);
    for (const poller of this.pollers) {
      if (poller.hears.some((name) => rings.includes(name))) { poller.ring(); }
    }
  }

  /** Where the names in a function's variables are on this machine. */
  private surroundings(environment: string, fn: DeployedFunction): Record<string, string> {
    const address = (host: string): string => (host === TRACES ? this.options.tracesUrl : this.options.hosts?.[host]) ?? this.services.urlFor(host, environment);
    return { ...atAddresses(fn, address), AWS_ENDPOINT_URL: this.front!.url, AWS_ENDPOINT_URL_KINESIS: this.front!.http2Url, ...this.options.variables?.[fn.name] };
  }
}

/** The account and region that the app's stacks are for. */
function placeOf(assembly: string): Pick<Place, 'account' | 'region'> {
  const { artifacts } = JSON.parse(readFileSync(`${assembly}/manifest.json`, 'utf8'));
  const [, account, region] = Object.values<any>(artifacts).map(({ environment }) => /^aws:\/\/(\d+)\/([a-z0-9-]+)$/.exec(environment ?? '')).find((found) => found !== null)!;
  return { account, region };
}
