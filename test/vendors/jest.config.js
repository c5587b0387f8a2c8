// What our plans set, run under the vendors' own libraries: needs what sandbox/install.sh installs, and installs the libraries from packages/*/.
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/vendors'],
  testMatch: ['**/*.vendor.ts'],
  modulePathIgnorePatterns: ['<rootDir>/test/vendors/packages/'],
  globalSetup: '<rootDir>/test/vendors/install.ts',
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }] },
  // Vendors' extensions listen on ports of their own choice.
  maxWorkers: 1,
  testTimeout: 120_000,
};
