import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';

/** What `--backend` can name, fastest first. */
export const backendNames = ['tensorflow-gpu', 'tensorflow', 'wasm'] as const;
export type BackendName = (typeof backendNames)[number];

export interface ChosenBackend {
  readonly name: BackendName;
  /** One line: what computes, and why nothing faster does. */
  readonly description: string;
  /** Threads that it computes with. */
  readonly threads: number;
}

/** A backend was asked for by name and cannot be had. */
export class BackendUnavailableError extends Error {
  override readonly name = 'BackendUnavailableError';

  constructor(
    readonly backend: BackendName,
    readonly reason: string,
  ) {
    super(
      `the backend "${backend}" was asked for and cannot be used: ${reason}. Leave out --backend to take the fastest that works.`,
    );
  }
}

/**
 * Makes the fastest TensorFlow.js backend that works the current one; `forced` tries only that one.
 *
 * @param threads to compute with; without it, as many as there are cores
 * @throws BackendUnavailableError when the forced one does not work
 */
export async function chooseBackend(forced?: BackendName, threads?: number): Promise<ChosenBackend> {
  const reasons: string[] = [];
  for (const name of forced === undefined ? backendNames : [forced]) {
    const result = await loaders[name](threads);
    if (typeof result === 'object') {
      const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
      return { ...result, name, description: `${result.description}${why}` };
    }
    if (forced !== undefined) throw new BackendUnavailableError(name, result);
    reasons.push(`${name}: ${result}`);
  }
  throw new Error(`no TensorFlow.js backend works here: ${reasons.join('; ')}`);
}

/** What a loader gives: a description of what it loaded, or the reason why it could not. */
type LoadResult = Pick<ChosenBackend, 'description' | 'threads'> | string;

const loaders: Record<BackendName, (threads?: number) => Promise<LoadResult>> = {
  'tensorflow-gpu': (threads) => loadNative('@tensorflow/tfjs-node-gpu', threads),
  tensorflow: (threads) => loadNative('@tensorflow/tfjs-node', threads),
  wasm: async (asked) => {
    const { getThreads, setThreads } = await import('@exmodel/backend-wasm');
    await tf.setBackend('exmodel-wasm');
    await tf.ready();
    const threads = asked === undefined ? getThreads() : setThreads(asked);
    return { description: `exmodel-wasm, threads: ${threads}`, threads };
  },
};

/** TensorFlow's C library through its npm package, where its native half is installed. */
async function loadNative(packageName: string, threads?: number): Promise<LoadResult> {
  const require = createRequire(import.meta.url);
  let manifest: string;
  try {
    manifest = require.resolve(`${packageName}/package.json`);
  } catch {
    return `${packageName} is not installed`;
  }
  if (!hasNativeHalf(dirname(manifest))) return 'its native library is not installed';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  // Several processes may share one GPU: none shall take all of its memory at once.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  restoreRemovedUtilities();
  try {
    require(packageName);
    if (!(await tf.setBackend('tensorflow'))) return 'TensorFlow does not start';
  } catch (error) {
    return String(error instanceof Error ? error.message : error).split('\n')[0] ?? 'it does not load';
  }
  const used = threads ?? availableParallelism();
  if (!packageName.endsWith('-gpu')) return { description: 'TensorFlow, CPU', threads: used };
  const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
  return isUsingGpuDevice === true
    ? { description: 'TensorFlow, GPU', threads: used }
    : 'it found no usable GPU';
}

function hasNativeHalf(folder: string): boolean {
  const lib = join(folder, 'lib');
  return (
    existsSync(lib) && readdirSync(lib).some((entry) => existsSync(join(lib, entry, 'tfjs_binding.node')))
  );
}

/** tfjs-node 4.22 calls two functions that Node 23 removed. */
function restoreRemovedUtilities(): void {
  const removed = {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  };
  for (const [name, implementation] of Object.entries(removed)) {
    if (!(name in util))
      Object.defineProperty(util, name, { value: implementation, configurable: true, writable: true });
  }
}
