import { engine, type Tensor, tidy, Variable } from '@tensorflow/tfjs-core';
import type { BufferPool } from '../backend/buffer-pool';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';
import type { Command } from './command';
import type { CommandRecorder } from './command-recorder';
import { absentVariables, givenOnGpu, uploadInputs } from './given-on-gpu';
import type { Scratch } from './scratch';

/** Which tensor a buffer is, if it is another buffer in the next run. */
export type Slot =
  | { readonly kind: 'input' | 'output' | 'assigned'; readonly index: number }
  | { readonly kind: 'variable'; readonly variable: Variable };

/** What one run did on the GPU. */
export interface Capture {
  readonly commands: readonly Command[];
  readonly slots: ReadonlyMap<GPUBuffer, Slot>;
  /** Of values in the midst of the run: each is written before it is read. */
  readonly scratch: ReadonlySet<GPUBuffer>;
  /** What the run brought to the GPU, in its order. */
  readonly uploads: ReadonlyMap<GPUBuffer, Float64Array>;
  /** Variables that the run assigns, in its order. */
  readonly assigned: readonly Variable[];
  readonly outputs: readonly Pick<Tensor, 'shape' | 'dtype'>[];
}

export interface Captured {
  readonly outputs: Tensor[];
  /** Undefined if its dispatches alone would not be the same run again. */
  readonly capture: Capture | undefined;
  /** Whether a tensor of the run is still there that is no result: it may be in a buffer that recordings write. */
  readonly leaked: boolean;
}

/**
 * Runs `run` and writes down what it does.
 *
 * @param kept buffers that recordings write
 */
export function capture(
  backend: TfjsWebGpuBackend,
  recorder: CommandRecorder,
  scratch: Scratch,
  kept: ReadonlySet<GPUBuffer>,
  inputs: readonly Tensor[],
  run: () => readonly Tensor[],
): Captured {
  const slots = new Map<GPUBuffer, Slot>();
  const known: (readonly [Tensor, Slot])[] = inputs.map((tensor, index) => [
    tensor,
    { kind: 'input', index },
  ]);
  uploadInputs(backend, inputs);
  const absent = absentVariables(backend);
  for (const variable of Object.values(engine().state.registeredVariables)) {
    if (!absent.has(variable.dataId)) known.push([variable, { kind: 'variable', variable }]);
  }
  for (const [tensor] of known) {
    // A small one may be in the buffer of a constant of the same values.
    if (backend.tensorMap.get(tensor.dataId)?.external === true) moveToOwnBuffer(backend, tensor);
  }
  const distinct = known.every(([tensor, slot]) => place(slots, bufferOf(backend, tensor), slot));
  const tidyRun = () => givenOnGpu(backend, inputs, absent, () => tidy(() => [...run()]));
  if (!distinct) return { outputs: tidyRun(), capture: undefined, leaked: false };

  const given = new Set<GPUBuffer>();
  const uploads = new Map<GPUBuffer, Float64Array>();
  const assigned = new Set<Variable>();
  const unwatch = [watchUploads(backend, { absent, slots, uploads }), watchAssignments(assigned)];
  scratch.start(given);
  recorder.start();
  let outputs: Tensor[];
  let commands: readonly Command[] | undefined;
  try {
    outputs = tidyRun();
  } finally {
    commands = recorder.end();
    scratch.end();
    for (const undo of unwatch) undo();
  }
  // A variable may have been given back what it had.
  const changed = [...assigned].filter((variable) => {
    const slot = slots.get(bufferOf(backend, variable) as GPUBuffer);
    return !(slot?.kind === 'variable' && slot.variable === variable);
  });
  const results = [
    ...outputs.map((tensor, index) => [tensor, { kind: 'output', index }] as const),
    ...changed.map((tensor, index) => [tensor, { kind: 'assigned', index }] as const),
  ];
  const computed = results.map(([tensor, slot]) => {
    const buffer = bufferOf(backend, tensor);
    const own = buffer !== undefined && given.has(buffer) && buffer.size === 4 * tensor.size;
    return own && place(slots, buffer, slot);
  });
  // What outlives the run needs a buffer that no run writes.
  for (const [tensor] of results) {
    const buffer = bufferOf(backend, tensor);
    if (buffer === undefined || !given.has(buffer)) continue;
    if (kept.has(buffer)) {
      moveToOwnBuffer(backend, tensor);
      scratch.free(buffer);
    } else scratch.part(buffer);
  }
  const leaked = scratch.partAll();
  if (leaked || commands === undefined || !computed.every(Boolean))
    return { outputs, capture: undefined, leaked };
  const shapes = outputs.map(({ shape, dtype }) => ({ shape, dtype }));
  const found = { commands, slots, scratch: given, uploads, assigned: changed, outputs: shapes };
  return { outputs, capture: found, leaked };
}

function bufferOf(backend: TfjsWebGpuBackend, { dataId }: Tensor): GPUBuffer | undefined {
  return backend.tensorMap.get(dataId)?.resource ?? undefined;
}

/** Whether the buffer is of one tensor only. */
function place(slots: Map<GPUBuffer, Slot>, buffer: GPUBuffer | undefined, slot: Slot): boolean {
  if (buffer === undefined || slots.has(buffer)) return false;
  slots.set(buffer, slot);
  return true;
}

/** Does not give back the buffer that it leaves. */
function moveToOwnBuffer(backend: TfjsWebGpuBackend, { dataId, size }: Tensor): void {
  const data = backend.tensorMap.get(dataId);
  const own = backend.makeTensorInfo(data?.shape ?? [], data?.dtype ?? 'float32');
  backend.uploadToGPU(own.dataId);
  const copy = backend.tensorMap.get(own.dataId);
  if (data?.resource == null || copy?.resource == null) return;
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder?.copyBufferToBuffer(data.resource, 0, copy.resource, 0, 4 * size);
  [data.resource, copy.resource] = [copy.resource, null];
  [data.external, data.uploaded] = [false, false];
  backend.disposeData(own.dataId);
}

interface Uploads extends Pick<Capture, 'uploads'> {
  readonly absent: ReadonlyMap<object, Variable>;
  readonly slots: Map<GPUBuffer, Slot>;
  readonly uploads: Map<GPUBuffer, Float64Array>;
}

/** Those of variables are variables. All others keep their buffers for good. */
function watchUploads(backend: TfjsWebGpuBackend, { absent, slots, uploads }: Uploads): () => void {
  const { uploadToGPU } = backend;
  const main = backend.bufferManager as BufferPool;
  backend.uploadToGPU = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    const variable = absent.get(dataId);
    const values = data?.resource == null ? data?.values : undefined;
    const copy = values == null ? undefined : Float64Array.from(values);
    if (data !== undefined && variable !== undefined) data.own = true;
    uploadToGPU.call(backend, dataId);
    if (copy === undefined || data?.resource == null) return;
    if (variable !== undefined) slots.set(data.resource, { kind: 'variable', variable });
    else {
      uploads.set(data.resource, copy);
      main.abandon(data.resource);
    }
  };
  return () => {
    backend.uploadToGPU = uploadToGPU;
  };
}

function watchAssignments(assigned: Set<Variable>): () => void {
  const { assign } = Variable.prototype;
  Variable.prototype.assign = function (this: Variable, ...values) {
    assigned.add(this);
    return assign.apply(this, values);
  };
  return () => {
    Variable.prototype.assign = assign;
  };
}
