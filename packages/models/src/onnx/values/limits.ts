import { type Constant, sizeOf } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import { batch, isBatch, type Value } from './activation';

/**
 * Most axes and places on one, values that an operation gives for one image, and values of one constant that is computed before
 * an image is there. A file of a few bytes may state any size: it is checked before anything of that size is made.
 */
const most = { axes: 32, side: 2 ** 24, values: 2 ** 28, constant: 2 ** 26 };
/** What a computed constant takes beside its values. */
const bytesOfObject = 512;

/** @throws {OnnxFileError} No value that is computed from a batch has this shape. */
export function checkShape(node: OnnxNode, shape: readonly number[]): void {
  const batches = shape.filter(isBatch);
  const sides = shape.map((side) => (isBatch(side) ? side / batch : side));
  const isSide = (side: number) => Number.isInteger(side) && side > 0 && side <= most.side;
  if (
    batches.length === 1 &&
    shape.length <= most.axes &&
    sides.every(isSide) &&
    sizeOf(sides) <= most.values
  )
    return;
  const shown = shape.slice(0, most.axes + 1).map((side) => (isBatch(side) ? 'batch' : side));
  node.refuse(
    `gives a value of shape [${shown}]`,
    `at most ${most.values} numbers for each image of a batch`,
    'Export the model for images of a fixed size, with dynamic_axes for the batch alone.',
  );
}

/** @throws {OnnxFileError} No constant has this shape. */
export function checkSides(node: OnnxNode, shape: readonly number[]): void {
  const isSide = (side: number) => Number.isInteger(side) && side >= 0;
  if (shape.length <= most.axes && shape.every(isSide)) return;
  node.refuse(
    `makes a constant of shape [${shape.slice(0, most.axes + 1)}]`,
    `at most ${most.axes} sides, which are integers of at least 0`,
  );
}

/** @throws {OnnxFileError} No constant of this shape is computed. */
export function checkConstant(node: OnnxNode, shape: readonly number[]): void {
  if (shape.some(isBatch)) node.refuse('computes something for each image from their number', 'only shapes');
  checkSides(node, shape);
  if (sizeOf(shape) > most.constant)
    node.refuse(`computes a constant of shape [${shape}]`, `at most ${most.constant} values`);
}

/** What all nodes of a graph together may compute before an image is there, in bytes: 1 GB. */
export class Budget {
  private left = 2 ** 30;

  spend(node: OnnxNode, bytes: number): void {
    this.left -= bytes;
    if (this.left < 0)
      node.refuse('is one of those that compute more than 1 GB of constants', 'at most 1 GB');
  }

  /** What a node reads and writes, unless it passes on what it is given. */
  spendOn(node: OnnxNode, inputs: readonly (Value | undefined)[], outputs: readonly Value[]): void {
    const given = inputs.filter(isConstant);
    const made = outputs.filter(isConstant).filter(({ data }) => given.every((input) => input.data !== data));
    if (made.length > 0)
      this.spend(node, Math.max(bytesOf(given), bytesOf(made)) + made.length * bytesOfObject);
  }
}

function isConstant(value: Value | undefined): value is Constant {
  return value?.kind === 'constant';
}

function bytesOf(constants: readonly Constant[]): number {
  return constants.reduce((sum, { data }) => sum + data.byteLength, 0);
}
