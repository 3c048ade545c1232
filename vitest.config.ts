import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Workspace packages resolve to their sources, so that no unit test needs a build. */
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

const seedProperties = fileURLToPath(new URL('test/seed-properties.ts', import.meta.url));

const shared = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  setupFiles: process.argv.includes('random') ? [] : [seedProperties],
};

const compileKernels = fileURLToPath(
  new URL('packages/backend-wasm/test/compile-kernels.ts', import.meta.url),
);

/** The runner's tests in the folder of that name, where the project is asked for. */
function only(name: string) {
  const project = {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: { ...shared, name, root: 'apps/runner', include: [`test/${name}/**/*.test.ts`] },
  };
  return process.argv.includes(name) ? [project] : [];
}

export default defineConfig({
  test: {
    projects: [
      ...folders.map((folder) => ({
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          name: folder.split('/')[1] as string,
          root: folder,
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.e2e.test.ts', 'test/native/**', 'test/faults/**'],
          // The WebAssembly kernels are compiled when their sources have changed.
          globalSetup: folder === 'packages/backend-wasm' ? [compileKernels] : [],
        },
      })),
      {
        // What users get: the real command and packed tarballs. They build, so they run alone, one by one, last. What
        // they import themselves are sources, which need no build.
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          name: 'e2e',
          include: ['{packages,apps}/*/test/*.e2e.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      // Needs TensorFlow's C library: only `pnpm test:native` runs it.
      ...only('native'),
      // Thousands of damaged inputs, which takes minutes: only `pnpm test:faults` runs it.
      ...only('faults'),
    ],
  },
});
