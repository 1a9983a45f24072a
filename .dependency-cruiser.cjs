// Who may import whom (docs/decisions/0001-shape.md). Every rule is an error from the first commit.
const tests = '\\.test\\.tsx?$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'pure',
      severity: 'error',
      comment: 'eval/ is numbers in, numbers out: it may import lib/ and itself, no package and no node:*',
      from: { path: '^eval/', pathNot: tests },
      to: { pathNot: '^(eval|lib)/' },
    },
    {
      name: 'pure',
      severity: 'error',
      comment: 'annotations/ is the pure domain of human judgement: lib/, eval/, zod and itself',
      from: { path: '^annotations/', pathNot: tests },
      to: { pathNot: '^(annotations|eval|lib)/|^node_modules/zod/' },
    },
    {
      name: 'pure',
      severity: 'error',
      comment: 'decoding, retrieval and training objectives are pure: lib/ and themselves',
      from: { path: '^models/(decoding|retrieval|training/objectives)/', pathNot: tests },
      to: { pathNot: '^(models/(decoding|retrieval|training/objectives)|lib)/' },
    },
    {
      name: 'pure',
      severity: 'error',
      comment: 'lib/ imports nothing of the project and no package',
      from: { path: '^lib/', pathNot: tests },
      to: { pathNot: '^lib/' },
    },
    {
      name: 'runtime-alone',
      severity: 'error',
      comment: 'only models/runtime imports onnxruntime-node',
      from: { pathNot: '^models/runtime/' },
      to: { path: 'onnxruntime-node' },
    },
    {
      name: 'runtime-alone',
      severity: 'error',
      comment: 'nothing the web loads reaches onnxruntime-node, nor does the door to the models',
      from: { path: '^(app|server)/|^models/client\\.ts$' },
      to: { path: 'onnxruntime-node', reachable: true },
    },
    {
      name: 'sql-alone',
      severity: 'error',
      comment: 'only db/ imports drizzle or the SQLite driver',
      from: { pathNot: '^(db/|drizzle\\.config\\.ts$)' },
      to: { path: '^node_modules/(drizzle-orm|drizzle-kit|better-sqlite3)/' },
    },
    {
      name: 'web-alone',
      severity: 'error',
      comment: 'the command line, jobs, models and the pure parts do not need the web',
      from: { pathNot: `^(app|server|tests|bench)/|${tests}` },
      to: { path: '^(app|server)/|^node_modules/(@remix-run|react|react-dom|express)/' },
    },
    {
      name: 'one-door',
      severity: 'error',
      comment: 'app/, jobs/ and cli/ reach models through models/client only',
      from: { path: '^(app|server)/' },
      to: { path: '^models/', pathNot: '^models/client\\.ts$' },
    },
    {
      name: 'one-door',
      severity: 'error',
      comment: 'the web queues jobs, it never loads their handlers',
      from: { path: '^(app|server)/' },
      to: { path: '^(jobs/handlers|cli)/' },
    },
    {
      name: 'one-door',
      severity: 'error',
      comment: 'models/ knows nothing of HTTP, SQL or jobs',
      from: { path: '^models/', pathNot: tests },
      to: { path: '^(db|jobs|app|server|annotations|cli)/' },
    },
    {
      name: 'one-door',
      severity: 'error',
      comment: 'db/ takes only types of eval/ and annotations/, and nothing of the parts above it',
      from: { path: '^db/', pathNot: tests },
      to: { path: '^(models|jobs|app|server|cli)/' },
    },
    {
      name: 'one-door',
      severity: 'error',
      comment: 'db/ takes only types of eval/ and annotations/',
      from: { path: '^db/', pathNot: tests },
      to: { path: '^(eval|annotations)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^build/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
