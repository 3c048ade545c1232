import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { dispatch } from '../backend/dispatch';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';

/** Elements of a workgroup, and for each the invocations among which its parts are divided. */
const [ELEMENTS, LANES] = [16, 16];
const MOST_GROUPS = 65_535;

export interface PartsPass {
  readonly name: string;
  /** Tensors of parts × elements. */
  readonly parts: Readonly<Record<string, TensorInfo>>;
  readonly inputs?: Readonly<Record<string, TensorInfo>>;
  /** The first gives the number of elements. */
  readonly outputs: Readonly<Record<string, TensorInfo>>;
  /** WGSL that writes the outputs of element `i` from the sums over all parts, which have the names of `parts`. */
  readonly finish: string;
  readonly floats?: Readonly<Record<string, number>>;
}

/** Adds up parts, in an order that depends on the shapes alone. */
export function addParts(backend: TfjsWebGpuBackend, pass: PartsPass): void {
  const names = Object.keys(pass.parts);
  const count = Object.values(pass.parts)[0]?.shape[0] as number;
  const size = util.sizeFromShape(Object.values(pass.outputs)[0]?.shape ?? []);
  const groups = Math.ceil(size / ELEMENTS);
  const x = Math.min(groups, MOST_GROUPS);
  dispatch(backend, {
    name: pass.name,
    inputs: {
      ...Object.fromEntries(Object.entries(pass.parts).map(([name, tensor]) => [`part_${name}`, tensor])),
      ...pass.inputs,
    },
    outputs: pass.outputs,
    integers: { size, parts: count },
    ...(pass.floats !== undefined && { floats: pass.floats }),
    workgroups: [x, Math.max(1, Math.ceil(groups / x)), 1],
    code: () => `
      ${names.map((name) => `var<workgroup> all_${name}: array<f32, ${ELEMENTS * LANES}>;`).join('\n')}
      @compute @workgroup_size(${ELEMENTS * LANES})
      fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
        let i = (group.y * groups.x + group.x) * ${ELEMENTS}u + local % ${ELEMENTS}u;
        let lane = local / ${ELEMENTS}u;
        ${names.map((name) => `var ${name} = 0.0;`).join('\n')}
        if (i < given.size) {
          for (var part = lane; part < given.parts; part += ${LANES}u) {
            ${names.map((name) => `${name} += part_${name}[part * given.size + i];`).join('\n')}
          }
        }
        ${names.map((name) => `all_${name}[local] = ${name};`).join('\n')}
        workgroupBarrier();
        if (i < given.size && lane == 0u) {
          for (var other = 1u; other < ${LANES}u; other++) {
            ${names.map((name) => `${name} += all_${name}[other * ${ELEMENTS}u + local];`).join('\n')}
          }
          ${pass.finish}
        }
      }`,
  });
}
