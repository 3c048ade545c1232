/**
 * Which room may import which. The rooms of the runner are floors: a file imports from its own room and from those below,
 * never from one above. Folders within a room belong to it, and may import both ways. Between the folders of a package arrows run one way, too. `pnpm check` fails on a violation.
 */

/** From top to bottom. `index.ts` stands above all of them. */
const rooms = [
  'testing',
  'commands',
  'plugins',
  'experiments',
  'executors',
  'merge',
  'runs',
  'strategies',
  'experts',
  'teaching',
  'streams',
  'dashboard',
  'reports',
  'storage',
  'config',
  'backends',
];

const src = '^apps/runner/src/';

/** One rule a room: what stands above it is not to be imported. */
const upward = rooms.map((room, floor) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `${room}/ imports from a room above it. Hand in what it needs, or move the file to the room where it belongs.`,
  from: { path: `${src}${room}/` },
  to: { path: [`${src}[^/]+\\.ts$`, ...rooms.slice(0, floor).map((above) => `${src}${above}/`)] },
}));

export default {
  forbidden: [
    ...upward,
    {
      name: 'room-merge-beside',
      severity: 'error',
      comment: 'merge/ stands beside runs/ and strategies/. What both need is in teaching/.',
      from: { path: `${src}merge/` },
      to: { path: [`${src}runs/`, `${src}strategies/`] },
    },
    {
      name: 'room-unknown',
      severity: 'error',
      comment: `a folder of the runner that is no room. Name it in .dependency-cruiser.mjs and in ARCHITECTURE.md, on its floor.`,
      from: { path: `${src}[^/]+/`, pathNot: `${src}(${rooms.join('|')})/` },
      to: {},
    },
    {
      name: 'playground-merge',
      severity: 'error',
      comment: 'the playground imports more of the runner than its room merge/ and what threads paint.',
      from: { path: '^apps/playground/' },
      to: { path: src, pathNot: [`${src}merge/`, `${src}config/memory`, `${src}teaching/painting/`] },
    },
    {
      name: 'packages-by-name',
      severity: 'error',
      comment: 'a file of a package, imported by its path. Import what the package exports, by its name.',
      from: { path: '^apps/' },
      to: { path: '^packages/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-circle-of-files',
      severity: 'error',
      comment: 'files that import one another, types included. Move what both need to a file of its own.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circle-of-folders',
      severity: 'error',
      comment: 'folders of one package that import one another. Let the arrows run one way.',
      scope: 'folder',
      from: { path: '^(packages/[^/]+|apps/[^/]+)/src/' },
      to: { circular: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.test\\.ts$', '/test/', '/bench/', '/dist/', 'node_modules'] },
    enhancedResolveOptions: { conditionNames: ['@exmodel/source', 'import', 'default'] },
  },
};
