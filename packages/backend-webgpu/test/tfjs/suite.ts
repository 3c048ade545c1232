// The entry that run.mjs bundles: tfjs-core's own specs on this backend.
import '@tensorflow/tfjs-core/dist/index';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as tf from '@tensorflow/tfjs-core';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { BACKEND_NAME, startWebGpu } from '../../src/index';

setTestEnvs([
  { name: BACKEND_NAME, backendName: BACKEND_NAME, flags: { WEBGPU_CPU_FORWARD: false }, isDataSync: false },
]);

/** Starts the GPU. Each suite makes the backend anew: its shaders are kept, since a software adapter compiles them for seconds. */
export async function start(dawn: () => Promise<unknown>): Promise<string> {
  const { adapter } = await startWebGpu({
    dawn,
    tfjs: () => import('@tensorflow/tfjs-backend-webgpu' as string),
  });
  const factory = tf.findBackendFactory(BACKEND_NAME) as () => tf.KernelBackend;
  const pipelineCache = {};
  tf.removeBackend(BACKEND_NAME);
  tf.registerBackend(BACKEND_NAME, () => Object.assign(factory(), { pipelineCache }), 4);
  return adapter;
}
