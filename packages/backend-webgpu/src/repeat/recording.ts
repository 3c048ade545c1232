import { engine, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { BufferPool } from '../backend/buffer-pool';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';
import type { Capture } from './capture';
import { uploadInputs } from './given-on-gpu';

/** Bind groups of a dispatch that are found without a search: of the last runs. */
const KEPT_GROUPS = 4;

/** A dispatch some of whose buffers are others in each run. */
interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly workgroups: readonly [number, number, number];
  readonly bound: readonly GPUBufferBinding[];
  /** Of the bindings with another buffer in each run: the binding, and where the run finds the buffer. */
  readonly open: readonly { readonly binding: number; readonly slot: number }[];
  /** The last first. */
  readonly groups: { readonly buffers: readonly GPUBuffer[]; readonly group: GPUBindGroup }[];
}

/** Dispatches of a run, which are the same for other inputs. */
export class Recording {
  readonly scratch: ReadonlySet<GPUBuffer>;
  private readonly steps: readonly Step[];
  /** Variables that the run reads; their buffers come after those of the inputs. */
  private readonly variables: readonly Variable[];
  private readonly outputs: Capture['outputs'];
  private readonly assigned: readonly Variable[];
  private isSpoilt = false;

  /** @param inputs their number */
  constructor(
    private readonly backend: TfjsWebGpuBackend,
    { commands, slots, scratch, outputs, assigned }: Capture,
    inputs: number,
  ) {
    this.outputs = outputs;
    this.assigned = assigned;
    this.scratch = new Set([...scratch].filter((buffer) => !slots.has(buffer)));
    const bound = new Set(commands.flatMap((command) => command.bound.map(({ buffer }) => buffer)));
    const read = [...bound].map((buffer) => slots.get(buffer));
    this.variables = read.flatMap((slot) => (slot?.kind === 'variable' ? [slot.variable] : []));
    const main = backend.bufferManager as BufferPool;
    // What is the same in each run must stay as it is.
    for (const buffer of bound) if (!slots.has(buffer) && !scratch.has(buffer)) main.abandon(buffer);
    const placeOf = (buffer: GPUBuffer): number | undefined => {
      const slot = slots.get(buffer);
      if (slot === undefined) return undefined;
      if (slot.kind === 'input') return slot.index;
      const afterInputs = inputs + this.variables.length;
      if (slot.kind === 'variable') return inputs + this.variables.indexOf(slot.variable);
      return afterInputs + (slot.kind === 'output' ? slot.index : outputs.length + slot.index);
    };
    this.steps = commands.map(({ pipeline, workgroups, bound, group }) => {
      const open = bound.flatMap(({ buffer }, binding) => {
        const slot = placeOf(buffer);
        return slot === undefined ? [] : [{ binding, slot }];
      });
      const buffers = open.map(({ binding }) => bound[binding]?.buffer as GPUBuffer);
      return { pipeline, workgroups, bound, open, groups: [{ buffers, group }] };
    });
  }

  /** Something else may use a buffer that it writes. */
  spoil(): void {
    this.isSpoilt = true;
  }

  /** Whether all that it needs is there. */
  get valid(): boolean {
    if (this.isSpoilt) return false;
    return [...this.variables, ...this.assigned].every(({ isDisposed }) => !isDisposed);
  }

  run(inputs: readonly Tensor[], mostInPass: number): Tensor[] {
    const { backend, outputs, assigned, steps } = this;
    uploadInputs(backend, inputs);
    const results = [...outputs, ...assigned].map(({ shape, dtype }) => backend.makeTensorInfo(shape, dtype));
    const buffers = [...inputs, ...this.variables, ...results].map(({ dataId }) => {
      backend.uploadToGPU(dataId);
      backend.commandQueueOwnedIds.add(dataId);
      return backend.tensorMap.get(dataId)?.resource as GPUBuffer;
    });
    for (const step of steps) {
      backend.ensureCommandEncoderReady();
      backend.computePassEncoder ??= (backend.commandEncoder as GPUCommandEncoder).beginComputePass();
      const pass = backend.computePassEncoder;
      pass.setPipeline(step.pipeline);
      pass.setBindGroup(0, this.groupOf(step, buffers));
      pass.dispatchWorkgroups(...step.workgroups);
      backend.dispatchCountInPass += 1;
      if (backend.dispatchCountInPass >= mostInPass) {
        backend.endComputePassEncoder();
        backend.submitQueue();
      }
    }
    // The last dispatches are not submitted yet.
    for (const { dataId } of inputs) backend.commandQueueOwnedIds.add(dataId);
    const tensors = results.map((info) => engine().makeTensorFromTensorInfo(info));
    assigned.forEach((variable, i) => {
      const value = tensors[outputs.length + i] as Tensor;
      variable.assign(value);
      value.dispose();
    });
    return tensors.slice(0, outputs.length);
  }

  private groupOf({ pipeline, bound, open, groups }: Step, buffers: readonly GPUBuffer[]): GPUBindGroup {
    for (const known of groups) {
      if (open.every(({ slot }, i) => known.buffers[i] === buffers[slot])) return known.group;
    }
    const now = open.map(({ slot }) => buffers[slot] as GPUBuffer);
    const entries = bound.map((resource, binding) => {
      const at = open.findIndex((each) => each.binding === binding);
      return { binding, resource: at < 0 ? resource : { ...resource, buffer: now[at] as GPUBuffer } };
    });
    const group = this.backend.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    groups.unshift({ buffers: now, group });
    groups.length = Math.min(groups.length, KEPT_GROUPS);
    return group;
  }
}
