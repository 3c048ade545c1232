import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Argument, type Command } from 'commander';
import manifest from '../../package.json';
import type { Loaded, Unavailable } from '../backends/backend';
import { gpuFolder, gpuPackageSpecs } from '../backends/gpu-packages';
import { webgpu } from '../backends/webgpu';

const tensorflowPackage = '@tensorflow/tfjs-node-gpu';

/** What a GPU needs could not be installed. */
class GpuSetupError extends Error {
  override readonly name = 'GpuSetupError';

  constructor(
    readonly what: string,
    readonly reason: string,
    expected: string,
  ) {
    super(`${what} could not be installed: ${reason}. ${expected} Everything works without a GPU.`);
  }
}

export function defineSetupGpu(command: Command): void {
  command
    .addArgument(
      new Argument('[by]', 'what to use the GPU with').choices(['webgpu', 'tensorflow']).default('webgpu'),
    )
    .action(async (by: 'webgpu' | 'tensorflow') => (by === 'webgpu' ? setupWebGpu() : setupTensorflow()));
}

/** `exmodel setup-gpu`: npm installs Dawn, which is WebGPU for Node, and TensorFlow.js's backend for it. */
async function setupWebGpu(): Promise<void> {
  const expected = 'Expected npm, a connection to its registry, and the right to write into that folder.';
  console.log(`installing ${gpuPackageSpecs.join(' and ')} into ${gpuFolder} …`);
  try {
    mkdirSync(gpuFolder, { recursive: true });
    writeFileSync(join(gpuFolder, 'package.json'), '{ "private": true }\n');
  } catch (error) {
    throw new GpuSetupError('WebGPU', error instanceof Error ? error.message : String(error), expected);
  }
  // Without peers: they are to share the TensorFlow.js that is there.
  const options = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, signal, error } = spawnSync('npm', ['install', ...options, ...gpuPackageSpecs], {
    cwd: gpuFolder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new GpuSetupError('WebGPU', error?.message ?? `npm ended with ${status ?? signal}`, expected);
  }
  const found: Loaded | Unavailable = await webgpu.load(undefined, false);
  console.log(
    found.state === 'loaded'
      ? `installed. Runs use it from now on: ${found.description}.`
      : `installed, but it cannot be used: ${[`${found.reason}.`, found.remedy ?? []].flat().join(' ')}`,
  );
}

/** `exmodel setup-gpu tensorflow`: downloads TensorFlow's library for CUDA. */
function setupTensorflow(): void {
  const what = `the native library of ${tensorflowPackage}`;
  const expected =
    'Expected Linux or Windows on x86-64 and access to storage.googleapis.com; to run, it also needs CUDA 11.2 with cuDNN 8.1.';
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve(`${tensorflowPackage}/package.json`));
  } catch {
    const version = manifest.peerDependencies[tensorflowPackage];
    const reason = `the package itself is not installed; npm install ${tensorflowPackage}@${version} --ignore-scripts`;
    throw new GpuSetupError(what, reason, expected);
  }
  console.log(`installing ${what} …`);
  const install = spawnSync(process.execPath, ['scripts/install.js', 'gpu', 'download'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (install.status !== 0) {
    throw new GpuSetupError(what, `its installer ended with ${install.status ?? install.signal}`, expected);
  }
  console.log('installed. The next run uses the GPU if it can, and says so.');
}
