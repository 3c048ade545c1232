// `pnpm test:native`: the tests that need TensorFlow's C library, where @tensorflow/tfjs-node can load it.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
try {
  require('@tensorflow/tfjs-node');
} catch (error) {
  const reason = error instanceof Error ? error.message.split('\n')[0] : error;
  console.log(`Not tested: @tensorflow/tfjs-node does not load here (${reason}).`);
  console.log(
    'Its native library is a download: pnpm --filter runner exec node node_modules/@tensorflow/tfjs-node/scripts/install.js cpu download',
  );
  process.exit(0);
}
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tests = spawnSync('vitest', ['run', '--project', 'native'], { cwd: root, stdio: 'inherit' });
process.exit(tests.status ?? 1);
