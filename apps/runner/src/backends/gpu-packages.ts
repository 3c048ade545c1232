import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import manifest from '../../package.json';

/** What a GPU needs, and nobody else: 150 MB, which `exmodel setup-gpu` installs. */
export const gpuPackages = ['webgpu', '@tensorflow/tfjs-backend-webgpu'] as const;

export type GpuPackage = (typeof gpuPackages)[number];

/** As npm wants it. */
export const gpuPackageSpecs = gpuPackages.map((name) => `${name}@${manifest.peerDependencies[name]}`);

/** Where `exmodel setup-gpu` installs them: below this package, so that they share its TensorFlow.js. */
export const gpuFolder = join(packageFolder(fileURLToPath(import.meta.url)), 'node_modules', '.webgpu');

/** What imports a package, installed beside this one or by `exmodel setup-gpu`; undefined if it is not installed. */
export function gpuImport(name: GpuPackage): (() => Promise<unknown>) | undefined {
  for (const place of [import.meta.url, join(gpuFolder, 'package.json')]) {
    try {
      const file = createRequire(place).resolve(name);
      return () => import(pathToFileURL(file).href);
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

function packageFolder(file: string): string {
  const folder = dirname(file);
  return existsSync(join(folder, 'package.json')) ? folder : packageFolder(folder);
}
