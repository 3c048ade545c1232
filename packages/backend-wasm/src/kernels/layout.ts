import {
  backend_util,
  Concat,
  type ConcatAttrs,
  FlipLeftRight,
  type FlipLeftRightInputs,
  type KernelConfig,
  PadV2,
  type PadV2Attrs,
  type PadV2Inputs,
  Reverse,
  type ReverseAttrs,
  type ReverseInputs,
  Slice,
  type SliceAttrs,
  type SliceInputs,
  slice_util,
  type TensorInfo,
  Tile,
  type TileAttrs,
  type TileInputs,
  Transpose,
  type TransposeAttrs,
  type TransposeInputs,
  util,
} from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import { stridedCopy } from '../shape/strided-copy';
import { contiguousStrides, transpose } from '../shape/transpose';
import { defineKernel } from './define-kernel';
import { KernelInputError } from './kernel-input-error';

function hasWords({ dtype }: TensorInfo): boolean {
  return dtype === 'float32' || dtype === 'int32';
}

/** Copies the box at `begin` of the source's shape to the box at `offset` of the target's. */
function copyBox(
  backend: WasmBackend,
  [source, begin]: [TensorInfo, readonly number[]],
  [target, offset]: [TensorInfo, readonly number[]],
  size: readonly number[],
): void {
  const from = contiguousStrides(source.shape);
  const to = contiguousStrides(target.shape);
  const start = (strides: number[], at: readonly number[]) =>
    4 * strides.reduce((sum, stride, i) => sum + stride * (at[i] ?? 0), 0);
  stridedCopy(
    backend,
    backend.address(source) + start(from, begin),
    backend.address(target) + start(to, offset),
    size.map((length, i) => ({ size: length, a: from[i] as number, b: to[i] as number })),
  );
}

/** The elements with some axes the other way round. */
function reverse(backend: WasmBackend, x: TensorInfo, axes: readonly number[]): TensorInfo {
  const strides = contiguousStrides(x.shape);
  const output = backend.output(x.shape, x.dtype);
  let start = 0;
  const loop = x.shape.map((size, i) => {
    const stride = strides[i] as number;
    if (!axes.includes(i)) return { size, a: stride, b: stride };
    start += (size - 1) * stride;
    return { size, a: -stride, b: stride };
  });
  stridedCopy(backend, backend.address(x) + start * 4, backend.address(output), loop);
  return output;
}

/** Kernels that only move elements. */
export const layoutKernels: readonly KernelConfig[] = [
  defineKernel<TransposeInputs, TransposeAttrs>(Transpose, (backend, { x }, { perm }) =>
    hasWords(x) ? transpose(backend, x, perm) : undefined,
  ),

  defineKernel<SliceInputs, SliceAttrs>(Slice, (backend, { x }, { begin, size }) => {
    if (!hasWords(x)) return undefined;
    const [start, lengths] = slice_util.parseSliceParams(x as never, begin, size) as [number[], number[]];
    slice_util.assertParamsValid(x as never, start, lengths);
    const output = backend.output(lengths, x.dtype);
    copyBox(backend, [x, start], [output, []], lengths);
    return output;
  }),

  defineKernel<Record<string, TensorInfo>, ConcatAttrs>(Concat, (backend, inputs, { axis }) => {
    const tensors = Object.values(inputs) as TensorInfo[];
    const first = tensors[0] as TensorInfo;
    const along = util.parseAxisParam(axis, first.shape)[0] as number;
    const sameType = tensors.every((tensor) => hasWords(tensor) && tensor.dtype === first.dtype);
    if (!sameType) return undefined;
    backend_util.assertParamsConsistent(
      tensors.map(({ shape }) => shape),
      along,
    );
    const output = backend.output(
      backend_util.computeOutShape(
        tensors.map(({ shape }) => shape),
        along,
      ),
      first.dtype,
    );
    let offset = 0;
    for (const tensor of tensors) {
      const at = output.shape.map((_, i) => (i === along ? offset : 0));
      copyBox(backend, [tensor, []], [output, at], tensor.shape);
      offset += tensor.shape[along] as number;
    }
    return output;
  }),

  defineKernel<PadV2Inputs, PadV2Attrs>(PadV2, (backend, { x }, { paddings, constantValue }) => {
    if (!hasWords(x)) return undefined;
    const sides = x.shape.map((size, i) => {
      const [before, after] = paddings[i] as [number, number];
      // A negative padding crops. What is left of x may be nothing.
      const begin = Math.max(0, -before);
      return {
        length: before + size + after,
        begin,
        offset: Math.max(0, before),
        kept: Math.max(0, Math.min(size, size + after) - begin),
      };
    });
    const shape = sides.map(({ length }) => length);
    if (shape.some((length) => length < 0)) {
      throw new KernelInputError(
        PadV2,
        `paddings ${JSON.stringify(paddings)} for the shape [${x.shape}]`,
        'no more to be cropped of an axis than it has',
      );
    }
    const output = backend.output(shape, x.dtype);
    const constant =
      x.dtype === 'int32' ? [constantValue] : new Int32Array(Float32Array.of(constantValue).buffer);
    backend.fillBits(backend.address(output), constant[0] as number, util.sizeFromShape(shape));
    copyBox(
      backend,
      [x, sides.map(({ begin }) => begin)],
      [output, sides.map(({ offset }) => offset)],
      sides.map(({ kept }) => kept),
    );
    return output;
  }),

  defineKernel<ReverseInputs, ReverseAttrs>(Reverse, (backend, { x }, { dims }) =>
    hasWords(x) ? reverse(backend, x, util.parseAxisParam(dims, x.shape)) : undefined,
  ),

  defineKernel<FlipLeftRightInputs, unknown>(FlipLeftRight, (backend, { image }) =>
    hasWords(image) ? reverse(backend, image, [2]) : undefined,
  ),

  defineKernel<TileInputs, TileAttrs>(Tile, (backend, { x }, { reps }) => {
    if (!hasWords(x)) return undefined;
    const output = backend.output(
      x.shape.map((size, i) => size * (reps[i] as number)),
      x.dtype,
    );
    const from = contiguousStrides(x.shape);
    const to = contiguousStrides(output.shape);
    const loop = x.shape.flatMap((size, i) => [
      { size: reps[i] as number, a: 0, b: size * (to[i] as number) },
      { size, a: from[i] as number, b: to[i] as number },
    ]);
    stridedCopy(backend, backend.address(x), backend.address(output), loop);
    return output;
  }),
];
