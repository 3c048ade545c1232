import { NoAdapterError } from './no-adapter-error';

/** What the package `webgpu` exports. */
interface Dawn {
  create(options: readonly string[]): GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** A name that bundlers for browsers do not follow. */
const DAWN: string = 'webgpu';

let started: GPU | undefined;

/**
 * The browser's `navigator.gpu`, or in Node that of the package `webgpu`, which is put where tfjs looks for it.
 *
 * @throws NoAdapterError
 */
export async function findGpu(load: (() => Promise<unknown>) | undefined): Promise<GPU> {
  const own = globalThis.navigator?.gpu as GPU | undefined;
  if (own !== undefined) return own;
  if (typeof process !== 'object') {
    throw new NoAdapterError(
      'this browser does not have it',
      'Expected Chrome, Edge, Safari 26 or Firefox 141, or a later one.',
    );
  }
  let dawn: Dawn;
  try {
    dawn = (await (load ?? (() => import(/* @vite-ignore */ DAWN)))()) as Dawn;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw missing
      ? new NoAdapterError('the package webgpu is not installed', 'npm install webgpu')
      : new NoAdapterError(
          `the package webgpu does not load: ${line}`,
          'It has binaries for Linux, macOS and Windows, on x64 and arm64.',
        );
  }
  Object.assign(globalThis, dawn.globals);
  // Dawn drops its device with it: it must live as long as the process.
  started ??= dawn.create([]);
  const gpu = started;
  // Node's own navigator (since 21) keeps its fields.
  const navigator = Object.create(globalThis.navigator ?? { userAgent: 'node' });
  Object.defineProperty(navigator, 'gpu', { value: gpu, enumerable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  return gpu;
}
