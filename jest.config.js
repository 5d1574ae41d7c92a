/** Sources run through the same TypeScript emit as the build (isolatedModules); `jose` ships ES modules only. */
const typescript = ['ts-jest', { tsconfig: 'tsconfig.json', diagnostics: false }];

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  transform: {
    '^.+\\.ts$': typescript,
    'node_modules/jose/.+\\.js$': ['ts-jest', { tsconfig: 'tsconfig.jest-esm.json', diagnostics: false }],
  },
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  testTimeout: 60_000,
  maxWorkers: 2,
  // What a test file loads stays in its worker: without this the two grow to 3 GB each, and slower by it.
  workerIdleMemoryLimit: '1GB',
};
