// End to end: the shop's functions in the sandbox, over moto, with back ends that people use. What they need is installed by
// sandbox/install.sh, sandbox/install-rie.sh and examples/shop/run/install.sh: `npx jest -c test/e2e/jest.config.js`.
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/e2e'],
  testMatch: ['**/*.e2e.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }] },
  moduleNameMapper: { '^cdk-lambda-tracing$': '<rootDir>/src/index.ts' },
  // Each test starts nine functions and more, and the machine may be small.
  maxWorkers: 1,
  testTimeout: 600_000,
};
