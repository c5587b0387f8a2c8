import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { pathToFileURL } from 'url';
import { Browser, chromium, Page } from 'playwright-core';
import { runOrders } from './one-order';
import { ServiceMap, serviceMap } from '../../examples/shop/run/service-map';
import { serviceMapPage } from '../../examples/shop/run/service-map-page';
import { synthesizeShop } from '../../examples/shop/run/synthesis';
import { placeSpans } from '../../examples/shop/trace/span-tree';
import { waterfallPage } from '../../examples/shop/trace/waterfall';
import { TraceBackEnd } from '../../sandbox';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** `a` calls itself, what calls it back, and the last of them all at once. */
const CIRCLES: ServiceMap = {
  nodes: ['a', 'b', 'c', 'd'].map((id) => ({ id, kind: 'function' })),
  edges: [['a', 'a'], ['a', 'b'], ['b', 'c'], ['c', 'a'], ['c', 'd'], ['a', 'd']].map(([from, to]) => ({ from, to, calls: 1, errors: 0 })),
};

let browser: Browser;
const problems: string[] = [];
const files: Record<'trace' | 'map' | 'circles', string> = { trace: '', map: '', circles: '' };

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const assembly = synthesizeShop('otlp');
  const backEnd = await new TraceBackEnd().listen();
  const shop = await runOrders({ assembly, tracesUrl: backEnd.url });
  await backEnd.close();
  const order = backEnd.spans.find(({ attributes }) => attributes['http.route'] === '/orders')!.traceId;
  files.trace = join(assembly, 'trace.html');
  files.map = join(assembly, 'service-map.html');
  writeFileSync(files.trace, waterfallPage(placeSpans(backEnd.spans.filter(({ traceId }) => traceId === order)), 'One order through the shop'));
  writeFileSync(files.map, serviceMapPage(serviceMap(backEnd.spans, shop.names), 'The shop'));
  files.circles = join(assembly, 'circles.html');
  writeFileSync(files.circles, serviceMapPage(CIRCLES, 'Functions that call themselves and each other'));
});
afterAll(() => browser.close());
afterEach(() => expect(problems).toEqual([]));

async function open(page: keyof typeof files, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const opened = await (await browser.newContext({ viewport: { width: 1200, height: 900 }, offline: true, colorScheme })).newPage();
  opened.on('console', (message) => problems.push(message.text()));
  opened.on('pageerror', (error) => problems.push(error.message));
  opened.on('request', (request) => { if (request.url() !== pathToFileURL(files[page]).href) { problems.push(`request ${request.url()}`); } });
  await opened.goto(pathToFileURL(files[page]).href);
  return opened;
}

test('the waterfall has a row for each span of the order, each bar within its track and none before its parent', async () => {
  const page = await open('trace');
  const rows = await page.locator('tbody tr').count();
  expect(rows).toBeGreaterThanOrEqual(17);
  const boxes = await page.locator('tbody tr').evaluateAll((found) => found.map((row: any) => {
    const [track, bar] = ['.track', '.bar'].map((selector) => row.querySelector(selector).getBoundingClientRect());
    const inside = bar.left >= track.left - 1 && bar.right <= track.right + 4;
    return { indent: parseFloat(row.children[0].style.paddingLeft), from: bar.left, inside, seen: bar.width > 0 };
  }));
  expect(boxes.filter(({ inside, seen }) => !inside || !seen)).toEqual([]);
  boxes.forEach(({ indent, from }, index) => {
    const above = boxes.slice(0, index).reverse().find((box) => box.indent < indent);
    if (above !== undefined) { expect(from).toBeGreaterThanOrEqual(above.from - 1); }
  });
  await page.getByText('EventBridge.PutEvents').click();
  await page.locator('details[open]').getByText('eu-central-1', { exact: true }).waitFor();
});

test('the map has a box for each function and each thing it calls, and an arrow from one to the next', async () => {
  const page = await open('map');
  const names = await page.locator('.node title').allTextContents();
  expect(names).toEqual(expect.arrayContaining(['Storefront-PlaceOrder', 'Orders-OrderWorker', 'payments.example.com', 'carrier.example.com', 'EventBridge']));
  const arrows = await page.locator('.edge title').allTextContents();
  expect(arrows).toContain('Orders-OrderWorker to payments.example.com: 1 calls, 0 errors');
  expect(arrows.filter((arrow) => /^EventBridge\b.* to (Fulfilment-ConfirmOrder|Parcels-PackParcel|Ledger-BookOrder): 1 calls/.test(arrow))).toHaveLength(3);
  expect(await page.locator('tbody tr').count()).toBe(arrows.length);
  const overlaps = await page.locator('.node rect').evaluateAll((found) => {
    const boxes = found.map((box: any) => box.getBoundingClientRect());
    const over = (one: any, other: any) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    return boxes.flatMap((one, index) => boxes.slice(index + 1).filter((other) => over(one, other))).length;
  });
  expect(overlaps).toBe(0);
});

test.each(['map', 'circles'] as const)('no line of the page of the %s passes behind a box, each ends at its own, and each name is within its box', async (name) => {
  const page = await open(name);
  const { nodes, lines } = await page.evaluate(() => {
    const boxOf = (element: any) => { const { x, y, width, height } = element.getBBox(); return { left: x, right: x + width, top: y, bottom: y + height }; };
    const all = (selector: string) => [...(globalThis as any).document.querySelectorAll(selector)];
    return {
      nodes: all('.node').map((node) => ({ id: node.querySelector('title').textContent, box: boxOf(node.querySelector('rect')), text: boxOf(node.querySelector('text')) })),
      lines: all('.edge').map((edge) => {
        const path = edge.querySelector('path');
        const length = path.getTotalLength();
        const at = (share: number) => { const { x, y } = path.getPointAtLength(length * share); return { x, y }; };
        return { title: edge.querySelector('title').textContent, points: [...Array(201).keys()].map((i) => at(i / 200)) };
      }),
    };
  });
  expect(lines.length).toBeGreaterThan(5);
  const within = (by: number) => ({ x, y }: { x: number; y: number }, { left, right, top, bottom }: (typeof nodes)[number]['box']) =>
    x > left + by && x < right - by && y > top + by && y < bottom - by;
  const through = lines.flatMap(({ title, points }) => nodes.filter(({ box }) => points.some((point) => within(1)(point, box))).map(({ id }) => `${title}, through ${id}`));
  expect(through).toEqual([]);
  const ends = lines.map(({ points }) => [points[0], points[200]].map((point) => nodes.find(({ box }) => within(-1)(point, box))?.id).join(' to '));
  expect(ends).toEqual(lines.map(({ title }) => title.split(':')[0]));
  expect(nodes.filter(({ box, text }) => text.left < box.left || text.right > box.right).map(({ id }) => id)).toEqual([]);
});

test.each(['trace', 'map', 'circles'] as const)('the page of the %s is accessible by the rules of WCAG 2.2 AA, in light and dark', async (name) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await open(name, colorScheme);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate('axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })') as { violations: any[] };
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }: any) => html).join(' ').slice(0, 200)}`)).toEqual([]);
  }
});
