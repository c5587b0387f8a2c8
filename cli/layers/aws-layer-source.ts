import { GetLayerVersionCommand, LambdaClient, ListLayerVersionsCommand, ListLayerVersionsCommandOutput } from '@aws-sdk/client-lambda';
import { LayerSource } from './layer-source';
import { unzippedSize } from './unzipped-size';
import type { LockedLayer } from '../../src/contract/layer-lock';
import { parseLayerArn } from '../../src/core/layer-lock';
import { Failure } from '../failure';

/** How far to look ahead where a layer's versions cannot be listed: vendors leave gaps. */
const LOOK_AHEAD = 5;

/**
 * The Lambda API, region by region. Throttling is answered by waiting (the SDK's adaptive mode), and no region is asked
 * two things at once.
 */
export class AwsLayerSource implements LayerSource {
  private readonly clients = new Map<string, LambdaClient>();
  private readonly hangUp = new AbortController();

  public async newest(layer: string, known: number): Promise<number> {
    let listed: number[] = [];
    try {
      listed = await this.listed(layer);
    } catch (error) {
      if (!isDenied(error)) { throw failure(error, layer); }
    }
    // The layers of others can be read one by one, and seldom be listed.
    return listed.length > 0 ? Math.max(known, ...listed) : this.ahead(layer, known);
  }

  public async describe(layer: string, version: number): Promise<LockedLayer | undefined> {
    try {
      const { Content, CreatedDate } = await this.client(layer).send(new GetLayerVersionCommand({ LayerName: layer, VersionNumber: version }), { abortSignal: this.hangUp.signal });
      if (!Content?.CodeSize || !Content.CodeSha256 || !CreatedDate) { throw new Failure(`${layer}:${version}: the answer of the Lambda API is not complete`); }
      const unzipped = await unzippedSize(Content.Location, Content.CodeSize);
      return { version, size: Content.CodeSize, ...(unzipped === undefined ? {} : { unzipped }), codeSha256: Content.CodeSha256, created: CreatedDate };
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') { return undefined; }
      throw failure(error, `${layer}:${version}`);
    }
  }

  public close(): void {
    this.hangUp.abort();
    this.clients.forEach((client) => client.destroy());
  }

  private async listed(layer: string): Promise<number[]> {
    const versions: number[] = [];
    let marker: string | undefined;
    do {
      const command = new ListLayerVersionsCommand({ LayerName: layer, Marker: marker });
      const page: ListLayerVersionsCommandOutput = await this.client(layer).send(command, { abortSignal: this.hangUp.signal });
      versions.push(...(page.LayerVersions ?? []).flatMap(({ Version }) => Version ?? []));
      marker = page.NextMarker;
    } while (marker);
    return versions;
  }

  /** One by one, from the known version on: what does not exist is "not found" or, in an account of others, "denied". */
  private async ahead(layer: string, known: number): Promise<number> {
    let newest = known;
    for (let version = known + 1; version <= newest + LOOK_AHEAD; version++) {
      try {
        await this.client(layer).send(new GetLayerVersionCommand({ LayerName: layer, VersionNumber: version }), { abortSignal: this.hangUp.signal });
        newest = version;
      } catch (error) {
        if (!isDenied(error) && (error as Error).name !== 'ResourceNotFoundException') { throw failure(error, layer); }
      }
    }
    return newest;
  }

  private client(layer: string): LambdaClient {
    const { region } = parseLayerArn(layer)!;
    const client = this.clients.get(region) ?? new LambdaClient({ region, retryMode: 'adaptive', maxAttempts: 8 });
    this.clients.set(region, client);
    return client;
  }
}

function isDenied(error: unknown): boolean {
  return (error as Error).name === 'AccessDeniedException';
}

/** The SDK's errors in a line each, with what to do. */
function failure(error: unknown, what: string): Failure {
  if (error instanceof Failure) { return error; }
  const { name, message, code } = error as NodeJS.ErrnoException;
  const hints: { [name: string]: string } = {
    AccessDeniedException: 'allow lambda:GetLayerVersion for it, or leave its region out with --region',
    UnrecognizedClientException: 'the credentials are not valid in that region; it may have to be enabled, or left out with --region',
    InvalidClientTokenId: 'the credentials are not valid in that region; it may have to be enabled, or left out with --region',
    ExpiredTokenException: 'renew the credentials',
    CredentialsProviderError: 'set AWS_PROFILE, or pass credentials another way that the AWS CLI knows',
    TooManyRequestsException: 'the Lambda API still throttles after eight attempts; try again later',
  };
  const said = message.split('\n')[0].replace(/[.\s]+$/, '');
  return new Failure(`${what}: ${said === '' ? code ?? name : said} (${name})${hints[name] === undefined ? '' : `; ${hints[name]}`}`);
}
