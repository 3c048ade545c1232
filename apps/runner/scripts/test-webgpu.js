// `pnpm test:webgpu`: the tests of WebGPU; `pnpm test:webgpu:tfjs`: tfjs-core's own specs; on the GPU of this machine, or on the one that Chromium's SwiftShader imitates.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const setup = spawnSync(process.execPath, ['scripts/start.js', 'setup-gpu'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
});
if (setup.status !== 0) process.exit(setup.status ?? 1);

const chromium = ['/usr/lib/chromium', '/usr/lib/chromium-browser'].find((folder) =>
  existsSync(`${folder}/vk_swiftshader_icd.json`),
);
const isSoftware = !existsSync('/dev/nvidia0') && !existsSync('/dev/dri/renderD128');
if (isSoftware && chromium === undefined) {
  console.log(
    'Not tested: there is no GPU, and no Chromium whose imitation of one would do (apt-get install chromium).',
  );
  process.exit(0);
}
const driver = `${chromium}/vk_swiftshader_icd.json`;
const software = { LD_LIBRARY_PATH: chromium, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver };
const [which, ...options] = process.argv.slice(2);
const specs = fileURLToPath(new URL('../../../packages/backend-webgpu/test/tfjs/run.mjs', import.meta.url));
const [command, ...args] =
  which === 'tfjs'
    ? [process.execPath, specs, ...options]
    : ['vitest', 'run', '--project', 'webgpu', ...process.argv.slice(2)];
const tests = spawnSync(command, args, {
  cwd: root,
  stdio: 'inherit',
  env: isSoftware ? { ...process.env, ...software } : process.env,
});
process.exit(tests.status ?? 1);
