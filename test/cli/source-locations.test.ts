import { folderWith } from './assembly';
import { sourceLocations } from '../../cli/assembly/source-locations';

const stack = (...data: unknown[]) => [{ type: 'aws:cdk:logicalId', data: 'X' }, { type: 'aws:cdk:creationStack', data }];

test('the first frame in the user\'s own code', () => {
  const assembly = folderWith({
    'Shop.metadata.json': {
      '/Shop/One': stack('...new Function2 in aws-cdk-lib...', 'new Orders (/app/stacks/orders.ts:22:20)', 'shop (/app/shop.ts:1:1)'),
      '/Shop/Bare': stack('/app/shop.js:6:17'),
      '/Shop/Url': stack('new Shop (file:///app/shop.mjs:8:10)'),
      '/Shop/Package': stack('x (/app/node_modules/x/index.js:1:1)', 'y (/elsewhere/y.js:1:1)', 'z (/apple/z.js:1:1)', 'relative (src/x.ts:1:1)'),
      '/Shop/None': stack('(no user code in 10 frames, use --stack-trace-limit to capture more)', 5, null),
    },
    'assembly-Prod/Deep.metadata.json': { '/Prod/Fn': stack('f (/app/a (b)/x.ts:3:4)', 'g (/app/g.ts:5:6)') },
    'Half.metadata.json': '{ "/Shop/Half": ',
    'Odd.metadata.json': { '/Shop/Odd': 'x', '/Shop/Null': [null, { type: 'aws:cdk:creationStack', data: 'x' }] },
    'Null.metadata.json': 'null',
  });

  expect(Object.fromEntries(sourceLocations(assembly, '/app'))).toEqual({
    'Shop/One': { file: 'stacks/orders.ts', line: 22, column: 20 },
    'Shop/Bare': { file: 'shop.js', line: 6, column: 17 },
    'Shop/Url': { file: 'shop.mjs', line: 8, column: 10 },
    'Prod/Fn': { file: 'g.ts', line: 5, column: 6 },
  });
});
