import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Workspace packages resolve to their sources, so that no unit test needs a build. */
const conditions = ['@exmodel/source', 'module', 'node', 'import', 'default'];

const folders = [
  'packages/backend-wasm',
  'packages/backend-webgpu',
  'packages/benchmarks',
  'packages/distill',
  'packages/loggers',
  'packages/metrics',
  'packages/models',
  'apps/runner',
  'apps/playground',
];

const seedProperties = fileURLToPath(new URL('test/seed-properties.ts', import.meta.url));

const shared = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  setupFiles: process.argv.includes('random') ? [] : [seedProperties],
};

/** For tests that start processes. */
const slow = { testTimeout: 600_000, hookTimeout: 600_000 };

const compileKernels = fileURLToPath(
  new URL('packages/backend-wasm/test/compile-kernels.ts', import.meta.url),
);
const buildCommand = fileURLToPath(new URL('apps/runner/test/build-command.ts', import.meta.url));
const buildPage = fileURLToPath(new URL('apps/playground/test/build-page.ts', import.meta.url));

/** What is made before the tests of a folder: WebAssembly kernels, if their sources have changed; the page that a browser opens. */
const setups: Readonly<Record<string, string[]>> = {
  'packages/backend-wasm': [compileKernels],
  'apps/playground': [buildPage],
};

/** Tests of the real command, which are too heavy, or need too much, for the test command. */
const ownCommands = {
  /** Needs TensorFlow's C library: `pnpm test:native`. */
  native: { include: ['test/native/**/*.test.ts'] },
  /** Take minutes: `pnpm test:faults`, `pnpm test:kills`, `pnpm test:trunk`, `pnpm test:train-size`. */
  faults: { include: ['test/faults/**/*.test.ts'], globalSetup: [buildCommand], testTimeout: 3_600_000 },
  trunk: { include: ['test/trunk/**/*.test.ts'], globalSetup: [buildCommand], testTimeout: 3_600_000 },
  'train-size': { include: ['test/train-size/**/*.test.ts'], testTimeout: 3_600_000 },
  /** Need a GPU, or Chromium's imitation of one, and what `exmodel setup-gpu` installs: `pnpm test:webgpu`. */
  webgpu: {
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    root: '.',
    include: [
      'packages/{backend-webgpu,models}/test/gpu/**/*.test.ts',
      'apps/runner/test/webgpu/**/*.test.ts',
      'apps/playground/test/webgpu/**/*.test.ts',
    ],
    globalSetup: [buildPage],
  },
  kills: { include: ['test/kills/**/*.test.ts'], globalSetup: [buildCommand], testTimeout: 3_600_000 },
  /** Need servers, which these commands start: `pnpm test:slurm`, `pnpm test:redis`, `pnpm test:ray`, `pnpm test:s3`. */
  slurm: { include: ['test/slurm/**/*.test.ts'], globalSetup: [buildCommand], testTimeout: 600_000 },
  redis: { include: ['test/redis/**/*.test.ts'], globalSetup: [buildCommand], testTimeout: 600_000 },
  ray: { include: ['test/ray/**/*.test.ts'], globalSetup: [buildCommand], testTimeout: 600_000 },
  s3: { include: ['test/s3/**/*.test.ts'], globalSetup: [buildCommand], testTimeout: 600_000 },
  /** Installs every package over the network: `pnpm test:install`. */
  install: { root: '.', include: ['test/install/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 600_000 },
  /** The documentation, once it is built: `pnpm docs:test`. */
  docs: { root: 'docs', include: ['test/**/*.test.ts'] },
  /** The report and the live page in a second browser: `pnpm test:firefox`. */
  'pages-in-firefox': { include: ['test/pages-in-firefox/**/*.test.ts'], globalSetup: [buildCommand] },
  /** The playground in a second browser: `pnpm test:playground`. */
  firefox: { root: 'apps/playground', include: ['test/firefox/**/*.test.ts'], globalSetup: [buildPage] },
};

export default defineConfig({
  test: {
    // Vitest itself would leave one core free, which on two cores is half of them.
    maxWorkers: '100%',
    projects: [
      ...folders.map((folder) => ({
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          name: folder.split('/')[1] as string,
          root: folder,
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [
            '**/*.{e2e,isolated}.test.ts',
            'test/{gpu,webgpu,native,faults,kills,trunk,train-size,slurm,redis,ray,s3,firefox,pages-in-firefox}/**',
          ],
          // The test files of a worker share their modules: TensorFlow.js is loaded once and not 260 times.
          isolate: false,
          globalSetup: setups[folder] ?? [],
        },
      })),
      // Tests that replace modules, which therefore they do not share.
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          name: 'isolated',
          include: ['{packages,apps}/*/{src,test}/**/*.isolated.test.ts'],
        },
      },
      // What users get: the real command, and packed tarballs. Packing builds the packages that the command runs with, so it comes
      // last, and one by one. What these tests import themselves are sources, which need no build.
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          ...slow,
          name: 'e2e',
          include: ['apps/*/test/*.e2e.test.ts'],
          sequence: { groupOrder: 1 },
          globalSetup: [buildCommand],
        },
      },
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          // Packing builds every package with declarations, which a busy machine may take minutes for.
          testTimeout: 600_000,
          hookTimeout: 600_000,
          name: 'packed',
          include: ['test/packed/*.e2e.test.ts'],
          // One after the other, with one set of tarballs.
          fileParallelism: false,
          isolate: false,
          sequence: { groupOrder: 2 },
        },
      },
      ...Object.entries(ownCommands).flatMap(([name, own]) =>
        process.argv.includes(name)
          ? [
              {
                resolve: { conditions },
                ssr: { resolve: { conditions } },
                test: { ...shared, root: 'apps/runner', ...own, name },
              },
            ]
          : [],
      ),
    ],
  },
});
