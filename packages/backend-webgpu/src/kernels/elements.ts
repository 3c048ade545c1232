import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { dispatch } from '../backend/dispatch';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';

/** Invocations of a workgroup; every WebGPU device can do 256. */
const GROUP = 256;
/** Workgroups along one axis of a dispatch, at most, on every WebGPU device. */
const MOST_GROUPS = 65_535;

export interface ElementPass {
  readonly name: string;
  /** WGSL statements for element `i` of the outputs, the first of which gives their number. */
  readonly each: string;
  /** WGSL functions that `each` calls. */
  readonly functions?: string;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly outputs: Readonly<Record<string, TensorInfo>>;
  readonly integers?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
}

/** Runs `each` once for every element. */
export function forEachElement(backend: TfjsWebGpuBackend, pass: ElementPass): void {
  const size = util.sizeFromShape(Object.values(pass.outputs)[0]?.shape ?? []);
  const groups = Math.ceil(size / GROUP);
  const x = Math.min(groups, MOST_GROUPS);
  dispatch(backend, {
    ...pass,
    integers: { ...pass.integers, size },
    code: () => `
      ${pass.functions ?? ''}
      @compute @workgroup_size(${GROUP})
      fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
        let i = (group.y * groups.x + group.x) * ${GROUP}u + local;
        if (i >= given.size) { return; }
        ${pass.each}
      }`,
    workgroups: [x, Math.max(1, Math.ceil(groups / x)), 1],
  });
}
