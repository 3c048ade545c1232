import { env, getKernelsForBackend, registerBackend, registerKernel } from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from './backend/backend-name';
import { createBackend } from './backend/create-backend';
import type { TfjsWebGpu } from './backend/tfjs-webgpu';
import { findGpu } from './find-gpu';
import { registerGradients } from './gradients';
import { importPackage } from './import-package';
import { ALL_KERNELS } from './kernels/all-kernels';
import { NoAdapterError } from './no-adapter-error';
import { repeatRuns } from './repeat/repeat';

const TFJS = '@tensorflow/tfjs-backend-webgpu';
/** Above the CPU's backends: who starts a GPU wants it. */
const PRIORITY = 4;
/** Dispatches that are handed to the GPU together. tfjs's 15 makes a training step wait for the driver too often. */
const BATCH = 64;

export interface WebGpuOptions {
  /** The package `webgpu`, which gives Node a GPU. Default: imported by name. Not needed in a browser. */
  readonly dawn?: (() => Promise<unknown>) | undefined;
  /** The package `@tensorflow/tfjs-backend-webgpu`. Default: imported by name. */
  readonly tfjs?: (() => Promise<unknown>) | undefined;
  /** Whether a GPU that a program imitates on the CPU will do. Default: true; it is slower than a backend for the CPU. */
  readonly software?: boolean | undefined;
}

export interface WebGpu {
  /** The adapter, in a few words: `NVIDIA H100 80GB HBM3`. */
  readonly adapter: string;
  /** Whether the CPU imitates it. */
  readonly software: boolean;
}

/** The one GPU of this process. */
let started: WebGpu | undefined;

/**
 * Starts the GPU and registers the backend `exmodel-webgpu` with all its kernels: then call `tf.setBackend('exmodel-webgpu')`.
 *
 * Once a process: a second call returns the same.
 *
 * @throws NoAdapterError There is no GPU, or what is needed to reach it is not installed.
 */
export async function startWebGpu({
  dawn,
  tfjs = () => import('@tensorflow/tfjs-backend-webgpu' as string),
  software = true,
}: WebGpuOptions = {}): Promise<WebGpu> {
  if (started !== undefined && (software || !started.software)) return started;
  const gpu = await findGpu(dawn);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new NoAdapterError(
      'no GPU was found',
      'Expected one with a driver for Vulkan, Metal or Direct3D 12.',
    );
  }
  const info = await infoOf(adapter);
  const imitated =
    info.isFallbackAdapter === true ||
    /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${info.device} ${info.description}`);
  const name =
    [info.description, info.device, `${info.vendor} ${info.architecture}`.trim()].find((text) => text) ??
    'GPU';
  if (imitated && !software) {
    throw new NoAdapterError(`the only GPU, ${name}, is imitated on the CPU`);
  }
  const module = (await importPackage(TFJS, tfjs, `npm install ${TFJS}@4.22.0`)) as TfjsWebGpu;
  const device = await adapter.requestDevice(deviceOf(adapter));
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', BATCH);
  const own = new Set(ALL_KERNELS.map(({ kernelName }) => kernelName));
  for (const kernel of getKernelsForBackend('webgpu')) {
    if (!own.has(kernel.kernelName)) registerKernel({ ...kernel, backendName: BACKEND_NAME });
  }
  for (const kernel of ALL_KERNELS) registerKernel(kernel);
  registerBackend(
    BACKEND_NAME,
    () => {
      // Only now: by the backend's first use, all of tfjs's gradients are registered.
      registerGradients();
      const backend = createBackend(module, device, info);
      repeatRuns(backend);
      return backend;
    },
    PRIORITY,
  );
  started = { adapter: name, software: imitated };
  return started;
}

interface AdapterInfo extends GPUAdapterInfo {
  readonly isFallbackAdapter?: boolean;
}

/** The specification made a property of the method. */
function infoOf(adapter: GPUAdapter): AdapterInfo | Promise<AdapterInfo> {
  return (adapter as { readonly info?: AdapterInfo }).info ?? adapter.requestAdapterInfo();
}

/** All that the adapter can do: large tensors need large buffers. */
function deviceOf({ limits, features }: GPUAdapter): GPUDeviceDescriptor {
  const names = [
    'maxBufferSize',
    'maxComputeInvocationsPerWorkgroup',
    'maxComputeWorkgroupSizeX',
    'maxComputeWorkgroupStorageSize',
    'maxComputeWorkgroupsPerDimension',
    'maxStorageBufferBindingSize',
  ] as const;
  return {
    requiredLimits: Object.fromEntries(names.map((name) => [name, limits[name]])),
    requiredFeatures: features.has('timestamp-query') ? ['timestamp-query'] : [],
  };
}
