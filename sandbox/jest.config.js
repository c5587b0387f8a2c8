// The sandbox's own tests: they need what install.sh installs, so `npm test` leaves them to `npx jest -c sandbox/jest.config.js`.
module.exports = {
  rootDir: '..',
  roots: ['<rootDir>/test/sandbox'],
  testMatch: ['**/*.sandbox.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'sandbox/tsconfig.json' }] },
  // Each test starts processes, and the machine may be small.
  maxWorkers: 2,
  testTimeout: 60_000,
};
