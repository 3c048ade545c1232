import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startWebGpu, type WebGpu } from '../src/index';

/** Where `exmodel setup-gpu` puts the packages. */
const folder = fileURLToPath(
  new URL('../../../apps/runner/node_modules/.webgpu/package.json', import.meta.url),
);
const from = (name: string) => () => import(pathToFileURL(createRequire(folder).resolve(name)).href);

let gpu: Promise<WebGpu> | undefined;

/** Starts the backend, once a process. */
export function start(): Promise<WebGpu> {
  gpu ??= startWebGpu({ dawn: from('webgpu'), tfjs: from('@tensorflow/tfjs-backend-webgpu') });
  return gpu;
}
