import type { TfjsWebGpuBackend, Uniform } from './tfjs-webgpu';

/** Kept at a time; a training step of a ResNet needs 300. When there are more, all are given back. */
const MOST = 4096;

interface Binding {
  readonly offset: number;
  readonly size: number;
  readonly buffer: GPUBuffer;
}

const caches = new WeakMap<TfjsWebGpuBackend, Map<string, Binding>>();

/** tfjs writes the parameters of each dispatch, shapes most of all, into a buffer: here, buffers are found again by what they hold. */
export function reuseUniforms(backend: TfjsWebGpuBackend): void {
  const makeUniforms = backend.makeUniforms.bind(backend);
  backend.makeUniforms = (uniforms) =>
    uniformOf(backend, keyOf(uniforms), () => {
      const binding = makeUniforms(uniforms);
      // It is not to be given back once the dispatch was submitted.
      backend.uniformPendingDisposal.pop();
      return binding;
    });
}

/** The buffer that holds what `key` says, made by `make` when there is none. */
export function uniformOf(backend: TfjsWebGpuBackend, key: string, make: () => Binding): Binding {
  const known = caches.get(backend) ?? new Map<string, Binding>();
  caches.set(backend, known);
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MOST) {
    // Dispatches that are recorded and not yet submitted may use them.
    backend.uniformPendingDisposal.push(...Array.from(known.values(), ({ buffer }) => buffer));
    known.clear();
  }
  const made = make();
  known.set(key, made);
  return made;
}

function keyOf(uniforms: readonly Uniform[]): string {
  let key = '';
  for (const { type, data } of uniforms) key += `${type === 'float32' ? 'f' : 'i'}${data.join()};`;
  return key;
}
