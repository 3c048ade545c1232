import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Unavailable } from './backend';
import { restoreRemovedUtilities } from './restore-removed-utilities';

type LoadResult = { readonly state: 'loaded'; readonly threads: number } | Unavailable;

/** TensorFlow's C library through an npm package of TensorFlow.js, if its native library is installed. */
export async function loadNative(
  packageName: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu',
  threads: number | undefined,
): Promise<LoadResult> {
  const require = createRequire(import.meta.url);
  let manifest: string;
  try {
    manifest = require.resolve(`${packageName}/package.json`);
  } catch {
    return { ...unavailable(`${packageName} is not installed`), unneeded: true };
  }
  if (!hasNativeLibrary(dirname(manifest))) {
    return { ...unavailable('its native library is not installed'), unneeded: true };
  }
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  // Several processes may share one GPU: none must take all of its memory at once.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // TensorFlow reads it once, when it starts.
  if (threads !== undefined && !isNativeStarted()) process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  restoreRemovedUtilities();
  try {
    require(packageName);
    if (!(await tf.setBackend('tensorflow'))) return unavailable('TensorFlow does not start');
  } catch (error) {
    const [line] = String(error instanceof Error ? error.message : error).split('\n');
    return unavailable(line ?? 'it does not load');
  }
  return { state: 'loaded', threads: Number(process.env.TF_NUM_INTRAOP_THREADS ?? availableParallelism()) };
}

/** Whether one of the packages was loaded before: they register under one name. */
export function isNativeStarted(): boolean {
  return tf.findBackendFactory('tensorflow') !== null;
}

function unavailable(reason: string): Unavailable {
  return { state: 'unavailable', reason };
}

function hasNativeLibrary(folder: string): boolean {
  const lib = join(folder, 'lib');
  return (
    existsSync(lib) && readdirSync(lib).some((entry) => existsSync(join(lib, entry, 'tfjs_binding.node')))
  );
}
