import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import manifest from '../../package.json';

const packageName = '@tensorflow/tfjs-node-gpu';
const version = manifest.peerDependencies[packageName];

/** The GPU package's native library could not be installed. */
class GpuSetupError extends Error {
  override readonly name = 'GpuSetupError';

  constructor(readonly reason: string) {
    super(
      `the native library of ${packageName} could not be installed: ${reason}. ` +
        'Expected Linux or Windows on x86-64 and access to storage.googleapis.com; to run, it also needs CUDA 11.2 with cuDNN 8.1. ' +
        'Everything works without it, on the CPU.',
    );
  }
}

export function defineSetupGpu(command: Command): void {
  command.action(setupGpu);
}

/** `exmodel setup-gpu`: downloads the native library (about 340 MB). Nothing else does. */
function setupGpu(): void {
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  } catch {
    throw new GpuSetupError(
      `the package itself is not installed; npm install ${packageName}@${version} --ignore-scripts`,
    );
  }
  console.log(`installing the native library of ${packageName} …`);
  const install = spawnSync(process.execPath, ['scripts/install.js', 'gpu', 'download'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (install.status !== 0)
    throw new GpuSetupError(`its installer ended with status ${install.status ?? install.signal}`);
  console.log('installed. The next run uses the GPU if it can, and says so.');
}
