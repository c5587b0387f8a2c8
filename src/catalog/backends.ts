import data from './backends.json';
import { checkFile, day, listOf, mapOf, matching, may, must, shaped, text, url } from './check-shape';

/** Where a vendor takes spans over OTLP, as its pages say. */
export interface BackendFacts {
  readonly vendor: string;
  readonly sources: readonly string[];
  /** With placeholders such as `{region}`; missing where the user has an address of their own. */
  readonly endpoint?: string;
  /** Address by region of the vendor's. */
  readonly endpoints?: { readonly [region: string]: string };
  /** The header that takes the secret. */
  readonly header?: string;
  /** What the secret must hold, where that is more than the key. */
  readonly scheme?: string;
  /** The encodings that are taken, where the vendor names them. */
  readonly encodings?: readonly string[];
}

interface BackendsFile {
  readonly date: string;
  readonly backends: { readonly [id: string]: BackendFacts };
}

const file = checkFile<BackendsFile>('backends.json', data, {
  date: must(day),
  notes: must(listOf(text)),
  backends: must(mapOf(/^[a-z0-9-]+$/, 'the id of a back end', shaped({
    vendor: must(text),
    sources: must(listOf(text)),
    endpoint: may(url),
    endpoints: may(mapOf(/^[a-z]+$/, 'a region of the vendor\'s', url)),
    header: may(matching(/^[a-z-]+$/, 'the name of a header, lower case')),
    scheme: may(text),
    encodings: may(listOf(matching(/^http\/(protobuf|json)$/, 'an encoding of OTLP over HTTP'))),
  }))),
});

/** Back ends by id. */
export const BACKENDS = file.backends;

/** The day the facts were read. */
export const BACKENDS_DATE = file.date;
