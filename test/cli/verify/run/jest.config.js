// `verify` with real functions in the sandbox: npx jest -c test/cli/verify/run/jest.config.js
module.exports = {
  rootDir: '../../../..',
  roots: ['<rootDir>/test/cli/verify/run'],
  testMatch: ['**/*.sandbox.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }] },
  maxWorkers: 1,
  testTimeout: 120_000,
};
