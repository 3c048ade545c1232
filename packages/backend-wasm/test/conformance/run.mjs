/**
 * Runs the specs that tfjs-core ships (dist/tests.js) against this backend: `pnpm conformance [pattern]`.
 * Prints passed, failed and excluded; exits with 1 when one fails.
 */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import Jasmine from 'jasmine';
import { EXCLUDED } from './excluded.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const core = dirname(require.resolve('@tensorflow/tfjs-core/package.json'));
const cpu = dirname(require.resolve('@tensorflow/tfjs-backend-cpu/package.json'));
const pattern = process.argv[2];

// Inside the package, so that what is not bundled resolves.
const folder = join(here, '../../node_modules/.cache/conformance');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, 'tests.cjs');
await build({
  stdin: {
    contents: `import './suite'; import '@tensorflow/tfjs-core/dist/tests';`,
    resolveDir: here,
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outfile,
  logLevel: 'error',
  ignoreAnnotations: true,
  mainFields: ['module', 'main'],
  conditions: ['@exmodel/source'],
  // One tfjs-core for the specs, the backend and the cpu kernels.
  plugins: [
    {
      name: 'one-core',
      setup({ onResolve }) {
        onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({ path: join(core, 'dist/index.js') }));
        onResolve({ filter: /^@tensorflow\/tfjs-backend-cpu$/ }, () => ({
          path: join(cpu, 'dist/index.js'),
        }));
        onResolve({ filter: /^@tensorflow\/tfjs-core\/dist\// }, ({ path }) => ({
          path: join(core, `${path.slice('@tensorflow/tfjs-core/'.length)}.js`),
        }));
      },
    },
  ],
  external: ['node-fetch', 'worker_threads', 'util', 'fs', 'crypto', 'jasmine-core'],
});
const runner = new Jasmine({ projectBaseDir: folder });
runner.loadConfig({ random: false, failSpecWithNoExpectations: false });
runner.exitOnCompletion = false;
/** `pending`: switched off by tfjs-core itself. */
const counts = { passed: 0, failed: 0, excluded: 0, pending: 0 };
const failures = [];
runner.clearReporters();
runner.addReporter({
  specDone({ status, fullName, failedExpectations }) {
    counts[status] += 1;
    if (status === 'failed') {
      failures.push(
        `${fullName}\n    ${failedExpectations.map(({ message }) => message.slice(0, 300)).join('\n    ')}`,
      );
    }
  },
});
runner.env.configure({
  specFilter: (spec) => {
    const name = spec.getFullName();
    return !EXCLUDED.some((entry) => name.includes(entry.spec)) && (!pattern || name.includes(pattern));
  },
});
require(outfile);
await runner.execute();
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(
  `passed ${counts.passed}, failed ${counts.failed}, excluded ${counts.excluded}, pending in tfjs-core itself ${counts.pending}`,
);
process.exit(counts.failed === 0 ? 0 : 1);
