import type { TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch } from '../backend/dispatch';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';
import { addParts } from './add-parts';

/** Invocations of a workgroup. */
const GROUP = 256;
/** Terms that one workgroup adds up, before further workgroups are taken. */
const PART = 16_384;
const MOST_PARTS = 256;

export interface ColumnTerms {
  readonly name: string;
  /** Tensors of rows × channels elements, or of one a channel. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly rows: number;
  readonly channels: number;
  /** The sums' names, and for each of them in WGSL what element `i`, of channel `c`, adds to it. */
  readonly terms: Readonly<Record<string, string>>;
}

/**
 * Sums over all rows, channel by channel. Workgroups add up parts of the rows, in an order that depends on the shape alone: the same
 * bits on every run. Gives tensors of parts × channels, which a second pass adds up, and has to dispose.
 */
function partialSums(
  backend: TfjsWebGpuBackend,
  { name, inputs, rows, channels, terms }: ColumnTerms,
): Record<string, TensorInfo> {
  const parts = Math.min(MOST_PARTS, rows, Math.max(1, Math.ceil((rows * channels) / PART)));
  const width = Math.min(channels, GROUP);
  const depth = Math.floor(GROUP / width);
  const names = Object.keys(terms);
  const sums = Object.fromEntries(
    names.map((sum) => [sum, backend.makeTensorInfo([parts, channels], 'float32')]),
  );
  dispatch(backend, {
    name: `${name}:${width}`,
    inputs,
    outputs: sums,
    integers: { rows, channels, partRows: Math.ceil(rows / parts) },
    workgroups: [parts, Math.ceil(channels / width), 1],
    code: () => `
      ${names.map((sum) => `var<workgroup> all_${sum}: array<f32, ${GROUP}>;`).join('\n')}
      @compute @workgroup_size(${GROUP})
      fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
        let c = group.y * ${width}u + local % ${width}u;
        let lane = local / ${width}u;
        let end = min(given.rows, (group.x + 1u) * given.partRows);
        ${names.map((sum) => `var sum_${sum} = 0.0;`).join('\n')}
        if (c < given.channels && lane < ${depth}u) {
          for (var row = group.x * given.partRows + lane; row < end; row += ${depth}u) {
            let i = row * given.channels + c;
            ${names.map((sum) => `sum_${sum} += ${terms[sum]};`).join('\n')}
          }
        }
        ${names.map((sum) => `all_${sum}[local] = sum_${sum};`).join('\n')}
        workgroupBarrier();
        if (c < given.channels && lane == 0u) {
          for (var other = 1u; other < ${depth}u; other++) {
            ${names.map((sum) => `sum_${sum} += all_${sum}[other * ${width}u + local];`).join('\n')}
          }
          ${names.map((sum) => `${sum}[group.x * given.channels + c] = sum_${sum};`).join('\n')}
        }
      }`,
  });
  return sums;
}

export interface ColumnSums extends ColumnTerms {
  /** One element a channel. */
  readonly outputs: Readonly<Record<string, TensorInfo>>;
  /** WGSL that writes the outputs of channel `i` from the finished sums, which have their names, and `given.count`, the rows. */
  readonly finish: string;
  readonly floats?: Readonly<Record<string, number>>;
}

/** Sums over all rows, and what is computed from them for each channel. */
export function columnSums(backend: TfjsWebGpuBackend, pass: ColumnSums): void {
  const sums = partialSums(backend, pass);
  addParts(backend, {
    name: `${pass.name}:finish`,
    parts: sums,
    inputs: pass.inputs,
    outputs: pass.outputs,
    floats: { ...pass.floats, count: pass.rows },
    finish: pass.finish,
  });
  for (const { dataId } of Object.values(sums)) backend.disposeData(dataId);
}
