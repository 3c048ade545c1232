import { importPackage } from './import-package';
import { NoAdapterError } from './no-adapter-error';

/** What the package `webgpu` exports. */
interface Dawn {
  create(options: readonly string[]): GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** A name that bundlers for browsers do not follow. */
const DAWN: string = 'webgpu';

/**
 * The browser's `navigator.gpu`, or in Node that of the package `webgpu`, which is put where tfjs looks for it. It stays there: Dawn
 * drops a device together with the object that it came from.
 *
 * @throws NoAdapterError
 */
export async function findGpu(
  load: () => Promise<unknown> = () => import(/* @vite-ignore */ DAWN),
): Promise<GPU> {
  const own = globalThis.navigator?.gpu as GPU | undefined;
  if (own !== undefined) return own;
  if (typeof process !== 'object') {
    throw new NoAdapterError(
      'this browser does not have it',
      'Expected Chrome, Edge, Safari 26 or Firefox 141, or a later one.',
    );
  }
  const dawn = (await importPackage(DAWN, load, 'npm install webgpu')) as Dawn;
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  // Node has a navigator since version 21. Its fields are bound to that very object.
  if (globalThis.navigator === undefined) {
    Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'node' }, configurable: true });
  }
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  return gpu;
}
