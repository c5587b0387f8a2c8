import { readVendorFacts } from '../../src/catalog/read-vendor-facts';

const LAYER = { name: 'tracer', architectures: ['x86_64'], version: 7 };
const LANGUAGE = { runtimes: ['nodejs22.x'], layers: [LAYER] };
const FILE = {
  vendor: 'Acme', sources: ['acme.example'], date: '2026-08-21', accounts: { 123456789012: 'eu-west-1 cn-north-1' }, languages: { nodejs: LANGUAGE },
};
const withLayer = (layer: object) => ({ ...FILE, languages: { nodejs: { ...LANGUAGE, layers: [{ ...LAYER, ...layer }] } } });
const withLanguage = (language: object) => ({ ...FILE, languages: { nodejs: { ...LANGUAGE, ...language } } });

describe('a file that is wrong', () => {
  test.each<[string, unknown, string]>([
    ['is no object', [], 'the file must be an object, got []'],
    ['is missing', undefined, 'the file must be an object, got nothing'],
    ['has an unknown field', { ...FILE, regoins: 'x' }, 'regoins must be absent (known fields: vendor, sources, date, notes, accounts, extension, languages), got "x"'],
    ['has no source', { ...FILE, sources: [] }, 'sources must be a list of 1 or more, got []'],
    ['has an empty source', { ...FILE, sources: [' '] }, 'sources[0] must be a text, got " "'],
    ['has no date', { ...FILE, date: undefined }, 'date must be a day such as 2026-08-21, got nothing'],
    ['has a bad date', { ...FILE, date: '2026-13-01' }, 'date must be a day such as 2026-08-21, got "2026-13-01"'],
    ['has a bad account', { ...FILE, accounts: { 12: 'eu-west-1 cn-north-1' } }, 'a key of accounts must be an account of 12 digits, got "12"'],
    ['has a bad region', { ...FILE, accounts: { 123456789012: 'eu-west-1 europe' } }, 'accounts.123456789012 must be regions separated by single spaces, got "eu-west-1 europe"'],
    ['has accounts in a list', { ...FILE, accounts: [] }, 'accounts must be an object, got []'],
    ['has a region twice', { ...FILE, accounts: { 123456789012: 'eu-west-1 eu-west-1' } }, 'accounts must be without a region twice, got "eu-west-1"'],
    ['has an unknown language', { ...FILE, languages: { cobol: LANGUAGE } }, 'a key of languages must be a runtime family, got "cobol"'],
    ['has a language without runtimes', withLanguage({ runtimes: undefined }), 'languages.nodejs.runtimes must be a list of 1 or more, got nothing'],
    ['has a wrapper elsewhere', withLanguage({ execWrapper: '/tmp/x' }), 'languages.nodejs.execWrapper must be a path under /opt, got "/tmp/x"'],
    ['has a bad variable', withLanguage({ environment: { '1X': 'y' } }), 'a key of languages.nodejs.environment must be the name of a variable, got "1X"'],
    ['has an unknown field of a layer', withLayer({ vresion: 1 }), 'languages.nodejs.layers[0].vresion must be absent'],
    ['has an unknown architecture', withLayer({ architectures: ['mips'] }), 'languages.nodejs.layers[0].architectures[0] must be an architecture, got "mips"'],
    ['has a bad version', withLayer({ version: 0 }), 'languages.nodejs.layers[0].version must be a whole number above 0, got 0'],
    ['has no version', withLayer({ version: undefined }), 'languages.nodejs.layers[0] must be given version or versions, one of them'],
    ['has both version and versions', withLayer({ versions: { 3: 'eu-west-1' } }), 'languages.nodejs.layers[0] must be given version or versions, one of them'],
    ['has a version for a region without account', withLayer({ version: undefined, versions: { 3: 'us-east-1' } }), 'must be about regions that have an account, got "us-east-1"'],
    ['has two versions for a region', withLayer({ version: undefined, versions: { 3: 'eu-west-1', 4: 'eu-west-1' } }), 'languages.nodejs.layers[0].versions must be without a region twice'],
    ['leaves out a region without account', withLayer({ notIn: 'us-east-1' }), 'must be about regions that have an account, got "us-east-1"'],
    ['has neither layers nor a reason', withLanguage({ layers: undefined }), 'languages.nodejs must be given layers, needsArn or extensionOnly, one of them, got ["runtimes","layers"]'],
    ['has layers and a reason for none', withLanguage({ needsArn: 'why' }), 'languages.nodejs must be given layers, needsArn or extensionOnly, one of them'],
    ['has an extension alone that is not there', withLanguage({ layers: undefined, extensionOnly: true }), 'languages.nodejs.extensionOnly must be absent where there is no extension, got true'],
    ['has a flag that is false', withLanguage({ commonJsOnly: false }), 'languages.nodejs.commonJsOnly must be true, or absent, got false'],
    ['has a layer of another account in a region twice', withLayer({ accounts: { 210987654321: 'eu-west-1 eu-west-1' } }), 'languages.nodejs.layers[0].accounts must be without a region twice'],
    ['has a wrong extension', { ...FILE, extension: { layers: [{ ...LAYER, version: undefined }] } }, 'extension.layers[0] must be given version or versions, one of them'],
    ['looks up elsewhere', withLayer({ lookup: 'http://x' }), 'lookup must be an https URL, got "http://x"'],
  ])('fails: it %s', (_, file, message) => {
    expect(() => readVendorFacts('acme.json', file)).toThrow('the catalog file acme.json is wrong: ');
    expect(() => readVendorFacts('acme.json', file)).toThrow(message);
  });

  test('fails once for everything', () => {
    expect(() => readVendorFacts('acme.json', { ...FILE, vendor: '', date: 'today' })).toThrow(/vendor must be a text, got ""; date must be .* got "today"$/);
  });
});

test('regions are spread out, and what is not said is empty', () => {
  const facts = readVendorFacts('acme.json', withLayer({ notIn: 'cn-north-1' }));
  expect([...facts.languages.nodejs!.layers[0].accounts]).toEqual([['eu-west-1', '123456789012'], ['cn-north-1', '123456789012']]);
  expect([...facts.languages.nodejs!.layers[0].versions]).toEqual([['eu-west-1', 7]]);
  expect(facts.notes).toEqual([]);
  expect(facts.languages.nodejs).toMatchObject({ environment: {}, appendedEnvironment: {}, crashesOnGetterExports: [], protocols: [], image: [], extensionOnly: false });
});

test('a layer of another account has regions of its own', () => {
  const facts = readVendorFacts('acme.json', { ...FILE, extension: { layers: [{ ...LAYER, accounts: { 210987654321: 'us-east-1' } }] } });
  expect([...facts.extension!.layers[0].versions]).toEqual([['us-east-1', 7]]);
  expect(facts.extension!.bundled).toBe(false);
});
