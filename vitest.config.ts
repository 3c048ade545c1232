import { defineConfig } from 'vitest/config';

/** Workspace packages resolve to their sources, so that no test needs a build. */
const conditions = ['@exmodel/source', 'module', 'node', 'import', 'default'];

const folders = [
  'packages/backend-wasm',
  'packages/benchmarks',
  'packages/distill',
  'packages/loggers',
  'packages/metrics',
  'packages/models',
  'apps/runner',
];

export default defineConfig({
  test: {
    projects: folders.map((folder) => ({
      resolve: { conditions },
      ssr: { resolve: { conditions } },
      test: {
        name: folder.split('/')[1] as string,
        root: folder,
        include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
        exclude: ['test/native/**'],
        testTimeout: 60_000,
        hookTimeout: 120_000,
      },
    })),
  },
});
