import { readSecret } from './aws-secrets';
import { LAYER_SECRET_HEADERS } from '../../../../src/contract/layer-environment';
import { messageOf, warnOnce } from '../platform/log';
import { text } from '../settings/environment';

/** After a secret could not be read, the next try waits so long. */
const AGAIN_AFTER = 60000;

/**
 * Headers whose values are secrets: read when the first export needs them, which is after the first response, and kept.
 *
 * `x-api-key=secretsmanager:otlp-key,authorization=ssm:/otlp/token`
 */
export class SecretHeaders {
  private readonly sources: readonly (readonly [header: string, source: string])[];
  private values?: Record<string, string>;
  private failedAt = -Infinity;
  private readAt = -Infinity;

  constructor() {
    this.sources = (text(LAYER_SECRET_HEADERS) ?? '').split(',').map((entry) => entry.trim()).filter((entry) => entry !== '').flatMap((entry) => {
      const match = /^([\w!#$%&'*+.^`|~-]+)=((?:secretsmanager|ssm):.+)$/.exec(entry);
      if (!match) warnOnce(`${LAYER_SECRET_HEADERS} has an entry that is not header=secretsmanager:name or header=ssm:name`, 'the entry is ignored');
      return match ? [[match[1].toLowerCase(), match[2]] as const] : [];
    });
  }

  /** Rejects while a secret cannot be read: without its key the export would be refused. */
  public async read(): Promise<Record<string, string>> {
    if (this.sources.length === 0) return {};
    if (this.values) return this.values;
    if (Date.now() - this.failedAt < AGAIN_AFTER) throw new Error('a secret header could not be read');
    try {
      const entries = await Promise.all(this.sources.map(async ([header, source]) => [header, await readSecret(source)]));
      this.readAt = Date.now();
      this.values = Object.fromEntries(entries) as Record<string, string>;
      return this.values;
    } catch (error) {
      this.failedAt = Date.now();
      warnOnce('a secret header could not be read', messageOf(error));
      throw error;
    }
  }

  /** A key that the back end no longer takes may have been rotated: whether it will be read again. */
  public forget(): boolean {
    if (!this.values || Math.abs(Date.now() - this.readAt) <= AGAIN_AFTER) return false;
    this.values = undefined;
    return true;
  }
}
