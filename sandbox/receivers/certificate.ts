import { KeyObject, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A self-signed certificate and its key, as PEM. Give `certificate` to NODE_EXTRA_CA_CERTS to have it trusted. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** @default ['localhost', '127.0.0.1'] */
  readonly names?: readonly string[];
  /** @default yesterday */
  readonly notBefore?: Date;
  /** @default in ten years */
  readonly notAfter?: Date;
}

const DAY = 24 * 3600 * 1000;
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

/** Makes a certificate on the spot, so that no key need be kept with the sources and none can expire there. */
export function selfSigned(options: CertificateOptions = {}): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = options.names ?? ['localhost', '127.0.0.1'];
  const notBefore = options.notBefore ?? new Date(Date.now() - DAY);
  const notAfter = options.notAfter ?? new Date(Date.now() + 3650 * DAY);
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
  const subject = sequence(tagged(0x31, sequence(objectId('2.5.4.3'), tagged(0x0c, Buffer.from(names[0])))));
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    subject,
    sequence(time(notBefore), time(notAfter)),
    subject,
    publicKeyInfo(publicKey),
    tagged(0xa3, sequence(alternativeNames(names), basicConstraints())),
  );
  const signature = sign('sha256', body, privateKey);
  const der = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g)!.join('\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function alternativeNames(names: readonly string[]): Buffer {
  const list = names.map((name) => (/^[\d.]+$/.test(name)
    ? tagged(0x87, Buffer.from(name.split('.').map(Number)))
    : tagged(0x82, Buffer.from(name))));
  return sequence(objectId('2.5.29.17'), tagged(0x04, sequence(...list)));
}

function basicConstraints(): Buffer {
  const isAuthority = tagged(0x01, Buffer.from([0xff]));
  return sequence(objectId('2.5.29.19'), isAuthority, tagged(0x04, sequence(isAuthority)));
}

function publicKeyInfo(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return tagged(0x18, Buffer.from(digits));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

/** One DER value. */
function tagged(tag: number, content: Buffer): Buffer {
  const length = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
  const header = content.length < 128 ? [tag, content.length] : [tag, 128 + length.length, ...length];
  return Buffer.concat([Buffer.from(header), content]);
}

function objectId(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part % 128];
    for (let high = Math.floor(part / 128); high > 0; high = Math.floor(high / 128)) digits.unshift(128 + high % 128);
    bytes.push(...digits);
  }
  return tagged(0x06, Buffer.from(bytes));
}
