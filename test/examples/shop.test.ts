import childProcess from 'child_process';
import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { shop } from '../../examples/shop/shop';
import { shopTable } from '../../examples/shop/table';
import { TracingReport } from '../../src/contract/report';
import { reportOf, reportTextOf, Synthesis, synthesize, temporaryFolder } from '../support/app';

const WIDTH = 120;

/** Synthesizes the shop once for all tests, and notes every process that is started on the way. */
const commands: string[] = [];
let outdir: string;
let synthesis: Synthesis;
let report: TracingReport;
let reportText: string;

beforeAll(() => {
  const { spawnSync } = childProcess;
  const spies = (['spawn', 'exec', 'execFile', 'execSync', 'execFileSync', 'fork'] as const).map((name) =>
    jest.spyOn(childProcess, name).mockImplementation((...args: unknown[]) => { throw new Error(`${name} ${JSON.stringify(args)}`); }));
  const spy = jest.spyOn(childProcess, 'spawnSync').mockImplementation(((command: string, args: string[], options: object) => {
    commands.push([command, ...args].join(' '));
    return spawnSync(command, args, { ...options, stdio: 'pipe' }); // what esbuild says would be in the test's output
  }) as typeof spawnSync);
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  outdir = temporaryFolder();
  const app = shop({ outdir });
  synthesis = synthesize(app);
  [...spies, spy, written].forEach((each) => each.mockRestore());
  report = reportOf(app);
  reportText = reportTextOf(app);
}, 120_000);

/** `Fulfilment/Stock/Resource` is `Fulfilment/Stock`. */
function shortPath(path: string): string {
  return path.replace(/\/(Resource|Handler)$/, '').replace(/[0-9a-f]{30,}$/, '');
}

test('synthesizes without an error', () => {
  expect(synthesis.error).toBeUndefined();
});

test('starts no process but esbuild, once per bundle', () => {
  expect(commands).toHaveLength(11);
  expect(commands.filter((command) => !/esbuild.* --bundle /.test(command))).toEqual([]);
});

test('reports every function of every template once', () => {
  const inTemplates = Object.values(synthesis.templates).flatMap(({ Resources }) =>
    Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function' || Type === 'AWS::Serverless::Function').map(([logicalId]) => logicalId));
  expect(report.functions.map(({ logicalId }) => logicalId).sort()).toEqual(inTemplates.sort());
  expect(new Set(report.functions.map(({ path }) => path)).size).toBe(report.functions.length);
  expect(report.totals.functions).toBe(inTemplates.length);
});

test('says of every function what was done, or why not', () => {
  const facts = Object.fromEntries(report.functions.map(({ path, status, level, diagnostics }) =>
    [shortPath(path), [status, level, ...diagnostics.map(({ id }) => id.replace('cdk-lambda-tracing:', ''))].join(' ')]));
  expect(facts).toEqual({
    'BackOffice/Reports/DailySales': 'traced CODE regionUnknown',
    'BackOffice/Reports/Refund': 'traced CODE',
    'Delivery/Prod/Returns/AcceptReturn': 'traced CODE',
    'Fulfilment/ConfirmOrder': 'traced CODE',
    'Fulfilment/CustomsForms': 'skipped NONE execWrapperTaken',
    'Fulfilment/Emails': 'traced INVOCATION codeLevelUnavailable',
    'Fulfilment/Invoice': 'traced CODE',
    'Fulfilment/Shipping': 'traced INVOCATION codeLevelUnavailable',
    'Fulfilment/Stock': 'traced CODE',
    'Fulfilment/Vat': 'traced CODE',
    'Ledger/BookOrder': 'traced CODE',
    'Ledger/CloseBooks': 'traced CODE',
    'Ledger/SalesFigures': 'traced CODE',
    'Loyalty/Newsletter': 'skipped NONE otherInstrumentation',
    'Loyalty/Sam/CollectPoints': 'traced CODE',
    'Loyalty/Vouchers': 'traced CODE',
    'Orders/OrderWorker': 'traced CODE',
    'Parcels/PackParcel': 'traced CODE',
    'Parcels/TextCustomer': 'traced CODE',
    'Parcels/TrackParcel': 'traced CODE',
    'Storefront/BasketTotal': 'excluded NONE optedOut',
    'Storefront/BucketNotificationsHandler': 'excluded NONE cdkOwnedFunction',
    'Storefront/Catalog': 'traced CODE',
    'Storefront/Custom::S3AutoDeleteObjectsCustomResourceProvider': 'excluded NONE cdkOwnedFunction',
    'Storefront/PlaceOrder': 'traced CODE',
    'Storefront/Recommendations': 'traced INVOCATION containerImage codeLevelUnavailable',
    'Storefront/Search/Indexer': 'traced CODE',
    'Storefront/Search/Query': 'traced CODE',
    'Storefront/Thumbnails': 'skipped NONE tooManyLayers',
    'Website/Custom::CrossRegionStringParameterReaderCustomResourceProvider': 'excluded NONE cdkOwnedFunction',
    'edge-lambda-stack-c8229edcc65f8f34d35a026f3b8ea28b06d26c8e22/Language': 'excluded NONE edgeFunction',
  });
});

test('traces enough functions of enough kinds to show something', () => {
  const runtimes = new Set(report.functions.map(({ runtime }) => runtime.replace(/[\d.]+x?$/, '')));
  expect([...runtimes]).toEqual(expect.arrayContaining(['nodejs', 'python', 'java', 'dotnet', 'ruby', 'provided.al', 'container image']));
  expect(report.totals.traced).toBeGreaterThanOrEqual(12);
});

test('the report holds no token and no path of this machine', () => {
  expect(reportText).not.toContain('Token[');
  expect(reportText).not.toContain(process.cwd());
  expect(reportText).not.toContain(outdir);
});

test('one function carries the AWS SDK in its bundle, another takes that of its runtime', () => {
  const bundles = readdirSync(outdir).filter((name) => name.startsWith('asset.')).flatMap((folder) =>
    ['index.mjs', 'index.js'].map((name) => join(outdir, folder, name)).filter(existsSync));
  const text = (words: string) => bundles.map((file) => readFileSync(file, 'utf8')).filter((bundle) => bundle.includes(words));
  expect(text('ProductChanged')[0].length).toBeGreaterThan(100_000);
  expect(text('ORDERS_QUEUE_URL')[0]).toContain('require("@aws-sdk/client-sqs")');
});

describe('the table', () => {
  test('is as wide as its terminal at most, and has no colours unless asked', () => {
    for (const width of [WIDTH, 100]) {
      const table = shopTable(report, { width, colours: false });
      expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(table).not.toContain('\u001b');
    }
    expect(shopTable(report, { width: WIDTH, colours: true })).toContain('\u001b[32mCODE');
  });

  test('has a row per function, with its reason and the fix', () => {
    const lines = shopTable(report, { width: WIDTH, colours: false }).split('\n');
    expect(lines.filter((line) => /^ {2}\w/.test(line))).toHaveLength(report.functions.length + 1);
    const words = lines.join(' ').replace(/ +/g, ' ');
    expect(words).toContain('opted out at Storefront/BasketTotal: latency budget of 5 ms');
    expect(words).toContain('6 layers with those of opentelemetry; Lambda takes 5 fix: remove a layer');
    expect(words).toMatch(/Stock python3.13 CODE 2 AWSOpenTelemetryDistroPython:\d+ \+ otel-instrument \+ X-Ray/);
    expect(words).toContain('Catalog nodejs22.x CODE 2 cdk-lambda-tracing-nodejs + cdk-lambda-tracing/wrapper + X-Ray');
    expect(words).toContain('31 functions: 23 traced, 3 could not be, 5 left alone on purpose');
  });
});
