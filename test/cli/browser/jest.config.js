// The page in a real browser: Debian's Chromium, or the one that CHROMIUM names. `npm test` leaves it to CI.
module.exports = {
  rootDir: '../../..',
  roots: ['<rootDir>/test/cli/browser'],
  testMatch: ['**/*.browser.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/cli/browser/tsconfig.json' }] },
  maxWorkers: 1,
  testTimeout: 120_000,
};
