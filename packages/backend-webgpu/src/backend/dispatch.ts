import { env, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { uniformOf } from './reuse-uniforms';
import type { TfjsWebGpuBackend } from './tfjs-webgpu';

/** One run of a compute shader. */
export interface Dispatch {
  /** Names the shader: the same name must come with the same code. */
  readonly name: string;
  /**
   * WGSL with an entry point `main`. Tensors are arrays of f32 of the names below, parameters are fields of `given`: declarations are
   * added here. Asked for once a name.
   */
  readonly code: () => string;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** New tensors, which the shader writes. */
  readonly outputs: Readonly<Record<string, TensorInfo>>;
  /** Integers from 0 to 2³² − 1. */
  readonly integers?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  /** Workgroups along x, y and z. */
  readonly workgroups: readonly [number, number, number];
}

/** Compiled shaders of each device, by name. */
const pipelines = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

/** Records the run; it happens when tfjs submits its queue, in the order of the records. */
export function dispatch(backend: TfjsWebGpuBackend, run: Dispatch): void {
  const { outputs, inputs, workgroups } = run;
  if (Object.values(outputs).some(({ shape }) => util.sizeFromShape(shape) === 0)) return;
  const tensors = [...Object.values(outputs), ...Object.values(inputs)];
  for (const { dataId } of tensors) backend.uploadToGPU(dataId);
  const pipeline = pipelineOf(backend.device, run);
  const bindGroup = backend.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [...tensors.map((tensor) => bufferOf(backend, tensor)), ...parameterBuffers(backend, run)].map(
      (buffer, binding) => ({ binding, resource: { buffer } }),
    ),
  });
  for (const { dataId } of tensors) backend.commandQueueOwnedIds.add(dataId);
  backend.ensureCommandEncoderReady();
  backend.computePassEncoder ??= (backend.commandEncoder as GPUCommandEncoder).beginComputePass();
  backend.computePassEncoder.setPipeline(pipeline);
  backend.computePassEncoder.setBindGroup(0, bindGroup);
  backend.computePassEncoder.dispatchWorkgroups(...workgroups);
  backend.dispatchCountInPass += 1;
  if (backend.dispatchCountInPass >= env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
}

function pipelineOf(device: GPUDevice, run: Dispatch): GPUComputePipeline {
  const known = pipelines.get(device) ?? new Map<string, GPUComputePipeline>();
  pipelines.set(device, known);
  const pipeline =
    known.get(run.name) ??
    device.createComputePipeline({
      label: run.name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layoutOf(device, run)] }),
      compute: {
        module: device.createShaderModule({ label: run.name, code: `${declarations(run)}\n${run.code()}` }),
        entryPoint: 'main',
      },
    });
  known.set(run.name, pipeline);
  return pipeline;
}

/** Every binding is part of it, used or not: an automatic layout would leave out those that the code does not use. */
function layoutOf(device: GPUDevice, run: Dispatch): GPUBindGroupLayout {
  const types: GPUBufferBindingType[] = [
    ...Object.keys(run.outputs).map(() => 'storage' as const),
    ...Object.keys(run.inputs).map(() => 'read-only-storage' as const),
    ...(hasParameters(run) ? ['uniform' as const] : []),
  ];
  return device.createBindGroupLayout({
    entries: types.map((type, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type },
    })),
  });
}

function hasParameters({ integers = {}, floats = {} }: Dispatch): boolean {
  return Object.keys(integers).length + Object.keys(floats).length > 0;
}

function declarations({ outputs, inputs, integers = {}, floats = {} }: Dispatch): string {
  const bound = [
    ...Object.keys(outputs).map((name) => `var<storage, read_write> ${name}: array<f32>;`),
    ...Object.keys(inputs).map((name) => `var<storage, read> ${name}: array<f32>;`),
  ];
  const fields = [
    ...Object.keys(integers).map((name) => `${name}: u32,`),
    ...Object.keys(floats).map((name) => `${name}: f32,`),
  ];
  if (fields.length > 0) bound.push('var<uniform> given: Given;');
  return [
    fields.length > 0 ? `struct Given { ${fields.join(' ')} }` : '',
    ...bound.map((declaration, binding) => `@group(0) @binding(${binding}) ${declaration}`),
  ].join('\n');
}

function bufferOf(backend: TfjsWebGpuBackend, { dataId }: TensorInfo): GPUBuffer {
  return backend.tensorMap.get(dataId)?.resource as GPUBuffer;
}

/** The uniform buffer, if the shader has parameters. */
function parameterBuffers(
  backend: TfjsWebGpuBackend,
  { integers = {}, floats = {} }: Dispatch,
): readonly GPUBuffer[] {
  const [whole, real] = [Object.values(integers), Object.values(floats)];
  const size = 4 * (whole.length + real.length);
  if (size === 0) return [];
  const { buffer } = uniformOf(backend, `${whole.join()}|${real.join()}`, () => {
    const values = new ArrayBuffer(size);
    new Uint32Array(values, 0, whole.length).set(whole);
    new Float32Array(values, 4 * whole.length).set(real);
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM;
    const buffer = backend.bufferManager.acquireBuffer(size, usage);
    backend.queue.writeBuffer(buffer, 0, values);
    return { offset: 0, size, buffer };
  });
  return [buffer];
}
