/**
 * Runs the specs that tfjs-core ships against this backend: `pnpm test:webgpu:tfjs [--minutes 10] [--seed 1] [pattern]`. All those of ops
 * for which it has kernels of its own, and as many others as the time allows, in an order that the seed draws. Prints what failed and what was not
 * run; exits with 1 when one fails.
 */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import Jasmine from 'jasmine';
import { EXCLUDED } from './excluded.mjs';

const { values, positionals } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(new Date().getDate()) },
  },
  allowPositionals: true,
});
const [pattern] = positionals;
/** Of these ops, kernels are our own. */
const own = /^(conv2d|conv2dTranspose|depthwiseConv2D|maxPool|relu|relu6|sum|gradients) /i;

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
/** Where `exmodel setup-gpu` puts the packages. */
const gpu = createRequire(join(here, '../../../../apps/runner/node_modules/.webgpu/package.json'));
const folderOf = (from, name) => dirname(from.resolve(`${name}/package.json`));
const core = folderOf(require, '@tensorflow/tfjs-core');
const modules = {
  '@tensorflow/tfjs-core': join(core, 'dist/index.js'),
  '@tensorflow/tfjs-backend-cpu': join(folderOf(require, '@tensorflow/tfjs-backend-cpu'), 'dist/index.js'),
  '@tensorflow/tfjs-backend-cpu/dist/shared': join(
    folderOf(require, '@tensorflow/tfjs-backend-cpu'),
    'dist/shared.js',
  ),
  '@tensorflow/tfjs-backend-webgpu': join(folderOf(gpu, '@tensorflow/tfjs-backend-webgpu'), 'dist/index.js'),
};

// Inside the package, so that what is not bundled resolves.
const folder = join(here, '../../node_modules/.cache/tfjs');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, 'tests.cjs');
await build({
  stdin: {
    contents: `export { start } from './suite'; import '@tensorflow/tfjs-core/dist/tests';`,
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
  // One tfjs-core for the specs and the backends.
  plugins: [
    {
      name: 'one-core',
      setup({ onResolve }) {
        onResolve({ filter: /^@tensorflow\// }, ({ path }) => ({
          path: modules[path] ?? join(core, `${path.slice('@tensorflow/tfjs-core/'.length)}.js`),
        }));
      },
    },
  ],
  external: ['node-fetch', 'worker_threads', 'util', 'fs', 'crypto', 'jasmine-core'],
});

const deadline = performance.now() + 60_000 * Number(values.minutes);
const isLate = () => performance.now() > deadline;
const runner = new Jasmine({ projectBaseDir: folder });
runner.loadConfig({ failSpecWithNoExpectations: false });
runner.exitOnCompletion = false;
runner.clearReporters();
const counts = { passed: 0, failed: 0, pending: 0 };
const [failures, left] = [[], []];
let current = '';
runner.addReporter({
  specStarted({ fullName }) {
    current = fullName;
  },
  specDone({ status, fullName, failedExpectations, pendingReason }) {
    if (status === 'excluded') return;
    if (pendingReason === 'no time') left.push(fullName);
    else counts[status] += 1;
    if (status === 'failed') {
      const [{ message } = { message: '' }] = failedExpectations;
      failures.push(`${fullName}\n    ${message.slice(0, 300)}`);
      console.log(`FAILED ${failures.at(-1)}`);
    }
  },
});
const isWanted = (name) =>
  !EXCLUDED.some((entry) => name.includes(entry.spec)) && (!pattern || name.includes(pattern));
const { start } = require(outfile);
// A software adapter compiles some shaders for seconds.
jasmine.DEFAULT_TIMEOUT_INTERVAL = 300_000;
runner.env.beforeEach(() => {
  if (isLate() && !own.test(current)) pending('no time');
});
const adapter = await start(() => import(pathToFileURL(gpu.resolve('webgpu')).href));
console.log(`tfjs-core's specs on ${adapter}, for ${values.minutes} minutes, seed ${values.seed}`);
runner.env.configure({ random: true, seed: values.seed, specFilter: (spec) => isWanted(spec.getFullName()) });
await runner.execute();
for (const name of left) console.log(`not run: ${name}`);
console.log(
  `passed ${counts.passed}, failed ${counts.failed}, excluded ${EXCLUDED.length} kinds, pending in tfjs-core itself ${counts.pending}, not run for want of time ${left.length}`,
);
process.exit(counts.failed === 0 ? 0 : 1);
