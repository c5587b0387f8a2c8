/** What can be set for tracing without code. Each source (file, context, environment) knows all of it, under names derived from these. */
export interface AutoOptions {
  readonly enabled?: boolean;
  readonly required?: boolean;
  readonly provider?: string;
  readonly props?: { readonly [name: string]: unknown };
  readonly includePaths?: readonly string[];
  readonly excludePaths?: readonly string[];
  readonly failOnUntraced?: boolean;
  readonly samplingRatio?: number;
  readonly environment?: { readonly [name: string]: string };
  readonly coverage?: { readonly [name: string]: unknown };
}

export type OptionName = keyof AutoOptions;

/** What an option's value has to be. */
interface Kind {
  readonly expected: string;
  accepts(value: unknown): boolean;
  /** A value from a place that knows nothing but text. */
  fromText(text: string): unknown;
}

const BOOLEAN: Kind = {
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
  fromText: (text) => (text === 'true' ? true : text === 'false' ? false : text),
};

const TEXT: Kind = { expected: 'a text that is not empty', accepts: (value) => typeof value === 'string' && value.trim() !== '', fromText: (text) => text };

const NUMBER: Kind = {
  expected: 'a number',
  accepts: (value) => typeof value === 'number' && Number.isFinite(value),
  fromText: (text) => (text.trim() === '' ? text : Number(text)),
};

const LIST: Kind = {
  expected: 'a list of path patterns, or one comma-separated text where only text can be given',
  accepts: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
  fromText: (text) => text.split(',').map((entry) => entry.trim()).filter((entry) => entry !== ''),
};

const OBJECT: Kind = {
  expected: 'a JSON object',
  accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  fromText: (text) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return undefined; // the parser's own message would repeat a part of the text
    }
  },
};

const KINDS: { readonly [name in OptionName]-?: Kind } = {
  enabled: BOOLEAN,
  required: BOOLEAN,
  provider: TEXT,
  props: OBJECT,
  includePaths: LIST,
  excludePaths: LIST,
  failOnUntraced: BOOLEAN,
  samplingRatio: NUMBER,
  environment: OBJECT,
  coverage: OBJECT,
};

/** Every option. */
export const OPTION_NAMES = Object.keys(KINDS) as readonly OptionName[];

/** Values that may hold what should not be read in a build's log. */
const NOT_REPEATED: ReadonlySet<OptionName> = new Set<OptionName>(['props', 'environment']);

/** What one source says. */
export interface SourceReading {
  readonly options: AutoOptions;
  readonly problems: readonly string[];
}

/** One value as it was found, and how to call the place in a message. */
export interface FoundValue {
  readonly name: string;
  readonly value: unknown;
  readonly where: string;
}

/** Checks what a source holds. Text stands for any kind of value where the source has nothing else. */
export function readOptions(found: readonly FoundValue[], textStandsForAll: boolean): SourceReading {
  const options: { [name in OptionName]?: unknown } = {};
  const problems: string[] = [];
  for (const { name, value, where } of found) {
    if (!Object.hasOwn(KINDS, name)) {
      problems.push(`${where} is no option; the options are ${OPTION_NAMES.join(', ')}`);
      continue;
    }
    const option = name as OptionName;
    const kind = KINDS[option];
    const read = textStandsForAll && typeof value === 'string' ? kind.fromText(value) : value;
    if (kind.accepts(read)) {
      options[option] = read;
    } else {
      problems.push(`${where} must be ${kind.expected}${NOT_REPEATED.has(option) ? '' : `, got ${JSON.stringify(value)}`}`);
    }
  }
  return { options: options as AutoOptions, problems };
}

/**
 * What several sources say together, from the one that wins least. Props belong to the provider they stand beside: those of a
 * source that wins less do not reach another provider.
 */
export function combined(readings: readonly SourceReading[]): SourceReading {
  let options: AutoOptions = {};
  for (const reading of readings) {
    const { props, ...others } = options;
    const another = reading.options.provider !== undefined && reading.options.provider !== options.provider;
    options = { ...(another ? others : options), ...reading.options };
  }
  return { options, problems: readings.flatMap(({ problems }) => problems) };
}
