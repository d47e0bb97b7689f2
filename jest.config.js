/** Native ESM; sources are read through the `source` export condition, so tests need no build of the packages. */
export default {
  rootDir: '.',
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  moduleNameMapper: {
    '^@gitops-actions/(core|adapters|kit|sandbox)$': '<rootDir>/packages/$1/src/index.ts',
  },
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
        swcrc: false,
      },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // For what hangs: the longest tests take half a minute alone, and many times that on a small machine that is busy.
  testTimeout: 240_000,
  // Most tests wait for programs that they started: a worker fewer than there are cores leaves a small machine half idle.
  maxWorkers: '100%',
  cacheDirectory: '<rootDir>/.cache/jest',
  collectCoverageFrom: ['packages/*/src/**/*.ts', 'actions/*/*.ts', '!**/index.ts'],
  coverageProvider: 'v8',
  modulePathIgnorePatterns: ['<rootDir>/(packages|actions)/[^/]+/lib/'],
}
