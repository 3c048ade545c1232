import type { Backend } from './backend';
import { tensorflow } from './tensorflow';
import { tensorflowGpu } from './tensorflow-gpu';
import { wasm } from './wasm';
import { webgpu } from './webgpu';

/** All backends, fastest first: without `--backend`, the first that can be loaded is used. */
export const backends = [tensorflowGpu, webgpu, tensorflow, wasm] as const satisfies readonly Backend[];

export type BackendName = (typeof backends)[number]['name'];

/** What `--backend` can name, fastest first. */
export const backendNames: readonly BackendName[] = backends.map(({ name }) => name);

/** @throws RangeError There is no such backend. */
export function backendNamed(name: string): Backend<BackendName> {
  const found = backends.find((backend) => backend.name === name);
  if (found === undefined) {
    throw new RangeError(`there is no backend "${name}". Expected one of ${backendNames.join(', ')}.`);
  }
  return found;
}
