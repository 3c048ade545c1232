import { boundBy } from '../backend/reuse-bindings';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';
import type { Command } from './command';

/** Writes down the dispatches of a backend while it is asked to. */
export class CommandRecorder {
  private commands: Command[] | undefined;
  private copies = 0;

  constructor(private readonly backend: TfjsWebGpuBackend) {
    const { device } = backend;
    const createCommandEncoder = device.createCommandEncoder.bind(device);
    device.createCommandEncoder = (descriptor) => this.watched(createCommandEncoder(descriptor));
  }

  start(): void {
    // The next dispatch begins a pass, which is watched.
    this.backend.endComputePassEncoder();
    this.commands = [];
    this.copies = 0;
  }

  /** The dispatches since the start; undefined if there were other commands, which are not written down. */
  end(): readonly Command[] | undefined {
    const { commands, copies } = this;
    this.backend.endComputePassEncoder();
    this.commands = undefined;
    return copies === 0 ? commands : undefined;
  }

  private watched(encoder: GPUCommandEncoder): GPUCommandEncoder {
    const copyBufferToBuffer = encoder.copyBufferToBuffer.bind(encoder) as (...all: unknown[]) => undefined;
    encoder.copyBufferToBuffer = (...all: unknown[]) => {
      this.copies += 1;
      return copyBufferToBuffer(...all);
    };
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (descriptor) => {
      const pass = beginComputePass(descriptor);
      return this.commands === undefined ? pass : writingDown(pass, this.commands);
    };
    return encoder;
  }
}

/** As much of a pass as tfjs's backend and this one use. */
function writingDown(pass: GPUComputePassEncoder, commands: Command[]): GPUComputePassEncoder {
  let pipeline: GPUComputePipeline | undefined;
  let group: GPUBindGroup | undefined;
  const watched = {
    setPipeline(next: GPUComputePipeline) {
      pipeline = next;
      pass.setPipeline(next);
    },
    setBindGroup(index: number, next: GPUBindGroup) {
      group = next;
      pass.setBindGroup(index, next);
    },
    dispatchWorkgroups(x: number, y = 1, z = 1) {
      if (pipeline !== undefined && group !== undefined)
        commands.push({ pipeline, group, bound: boundBy.get(group) ?? [], workgroups: [x, y, z] });
      pass.dispatchWorkgroups(x, y, z);
    },
    end: () => pass.end(),
  };
  return watched as unknown as GPUComputePassEncoder;
}
