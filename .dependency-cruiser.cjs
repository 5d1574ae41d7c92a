/**
 * The direction rules of the layout (README, "Map"): everything imports only from its left in
 * kernel <- platform <- graphql kit <- modules <- app, schema, server <- main, and modules only import lower ones.
 * `test/tidy/direction.test.ts` breaks each rule once in a sample tree to prove that it can fail.
 */
const MODULES = ['tenants', 'catalog', 'inventory', 'reservations', 'payments', 'orders', 'pos', 'bulk'];

// The last one has nothing above it.
const upward = MODULES.slice(0, -1).map((name, index) => ({
  name: `${name}-imports-only-lower-modules`,
  severity: 'error',
  from: { path: `^src/modules/${name}/` },
  to: { path: `^src/modules/(${MODULES.slice(index + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'kernel-is-lowest', severity: 'error', from: { path: '^src/kernel/' }, to: { path: '^(src/(?!kernel/)|jobs/|test/)' } },
    { name: 'platform-knows-kernel-only', severity: 'error', from: { path: '^src/platform/' }, to: { path: '^(src/(?!kernel/|platform/)|jobs/|test/)' } },
    { name: 'graphql-kit-knows-no-module', severity: 'error', from: { path: '^src/graphql/' }, to: { path: '^(src/(?!kernel/|platform/|graphql/)|jobs/|test/)' } },
    { name: 'modules-know-nothing-above', severity: 'error', from: { path: '^src/modules/' }, to: { path: '^(src/(?!kernel/|platform/|graphql/|modules/)|jobs/|test/)' } },
    {
      name: 'modules-through-their-door',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/(?!$1/)[^/]+/(?!index\\.ts$|graphql/index\\.ts$)' },
    },
    {
      name: 'domain-without-graphql',
      severity: 'error',
      from: { path: '^src/(kernel|platform)/|^src/modules/[^/]+/(?!graphql/)|^src/app\\.ts$' },
      to: { path: '^src/graphql/|/graphql/|node_modules/(graphql|type-graphql|@apollo)/' },
    },
    { name: 'src-knows-no-jobs-or-tests', severity: 'error', from: { path: '^src/' }, to: { path: '^(jobs|test)/' } },
    { name: 'jobs-load-no-schema', severity: 'error', from: { path: '^jobs/' }, to: { path: '^src/(graphql|graphql-schema|server)|/graphql/' } },
    {
      name: 'production-without-devstack',
      severity: 'error',
      from: { path: '^(src/(?!devstack/|replay/)|jobs/)' },
      to: { path: '^src/(devstack|replay)/' },
    },
    ...upward,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
