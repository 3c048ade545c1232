import {
  argMax,
  cast,
  div,
  greater,
  mul,
  oneHot,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  where,
} from '@tensorflow/tfjs-core';
import type { ImageBatch } from '../images';
import { oneHotRows } from '../labels';

/**
 * [batch, outputs] probabilities of the cross-entropy term: the images' soft labels, else their labels, else
 * argmax of the targets. With `allowed`, [batch, outputs] booleans, only allowed classes share a row's
 * probability; a row that names none of them has argmax of the targets.
 */
export function labelRows(batch: ImageBatch, targets: Tensor2D, allowed?: Tensor2D): Tensor2D {
  const outputs = targets.shape[1];
  const guessed = () => oneHot(argMax(targets, 1) as Tensor1D, outputs, 1, 0, 'float32') as Tensor2D;
  const values = batch.softLabels ?? (batch.labels && oneHotRows(batch.labels, outputs));
  if (values === undefined) return guessed();
  const rows = tensor2d(values, [batch.count, outputs]);
  if (allowed === undefined) return rows;
  const shares = mul(rows, cast(allowed, 'float32'));
  const total = sum(shares, 1, true);
  return where(greater(total, 0), div(shares, total), guessed()) as Tensor2D;
}
