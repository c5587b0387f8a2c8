import { writeFileSync } from 'fs';
import { join, relative } from 'path';
import { FlakyBackEnd } from './flaky-back-end';
import { changeProducts, placeOrders } from './orders';
import { RunningShop } from './running-shop';
import { serviceMap } from './service-map';
import { serviceMapPage } from './service-map-page';
import { checkSpans } from './span-check';
import { synthesizeShop } from './synthesis';
import { FAIR, ROUGH } from './weather';
import { placeSpans, treeText } from '../trace/span-tree';
import { waterfallPage } from '../trace/waterfall';

const WIDTH = 120;
const USAGE = `npm run shop -- [--orders <n>] [--rough] [--seed <n>]

Runs the shop on this machine, over moto in the place of AWS, and sends orders through it.

  --orders <n>  how many (1)
  --rough       services fail, messages come twice, environments are taken down, the back end refuses
  --seed <n>    which faults (1)
`;

/** Synthesizes the shop, runs what its templates describe, and shows where the orders went. */
async function main(args: readonly string[]): Promise<void> {
  const number = (name: string, otherwise: number) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise);
  const [orders, seed] = [number('--orders', 1), number('--seed', 1)];
  if (args.includes('--help') || !(orders >= 1) || !(seed >= 0)) {
    process.stdout.write(USAGE);
    process.exitCode = args.includes('--help') ? 0 : 2;
    return;
  }
  process.stdout.write('Synthesizing the shop …\n');
  const assembly = synthesizeShop('otlp');
  const climate = { ...(args.includes('--rough') ? ROUGH : FAIR), seed };
  const backEnd = await new FlakyBackEnd(climate).listen();
  const shop = await RunningShop.start({ assembly, tracesUrl: backEnd.url, climate });
  const started = Date.now();
  try {
    process.stdout.write(`The shop is at ${shop.url}; ${orders === 1 ? 'an order goes' : `${orders} orders go`} through it …\n`);
    await placeOrders(shop, orders);
    await changeProducts(shop, Math.ceil(orders / 10));
    await shop.settled();
  } finally {
    await shop.stop();
    await backEnd.close();
  }
  const check = checkSpans(shop.journal, backEnd.spans);
  const { invocations, calls } = shop.journal;
  const spans = [...new Map(backEnd.spans.map((span) => [span.spanId, span])).values()];
  const page = (name: string, content: string): string => {
    writeFileSync(join(assembly, name), content);
    return relative(process.cwd(), join(assembly, name));
  };
  const first = spans.find(({ attributes }) => attributes['http.route'] === '/orders')!.traceId;
  const placed = placeSpans(spans.filter(({ traceId }) => traceId === first));
  process.stdout.write(`\n${treeText(placed, WIDTH)}\n\n`);
  process.stdout.write(`The trace of the first order: ${page('trace.html', waterfallPage(placed, 'One order through the shop'))}\n`);
  process.stdout.write(`Who calls whom:               ${page('service-map.html', serviceMapPage(serviceMap(spans, shop.names), 'The shop'))}\n\n`);
  process.stdout.write(`${orders} orders in ${((Date.now() - started) / 1000).toFixed(0)} s: ${invocations.length} invocations, of which ${invocations.filter(({ status }) => status !== 'success').length} failed, `
    + `in ${shop.fleet.environments} environments; ${calls.length} requests\n`);
  process.stdout.write(`${check.arrived} of ${check.expected} spans arrived, ${check.again} of them more than once; ${check.problems.length} are not where they belong\n`);
  for (const problem of check.problems.slice(0, 20)) { process.stdout.write(`  ${problem}\n`); }
  if (check.problems.length > 0) { process.exitCode = 1; }
}

void main(process.argv.slice(2));
