import { extname } from 'node:path';
import { type StateDict, writeSafetensors } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import { writeWhole } from '../storage/write-whole';
import { MergeError } from './merge-error';
import type { MergePlan } from './merge-plan';
import { writeMetadata } from './model-metadata';

const endings = ['.safetensors', '.pth', '.pt'];

/** @throws MergeError unless the ending of the path is that of a format that can be written */
export function refuseOtherEnding(path: string): void {
  if (endings.includes(extname(path).toLowerCase())) return;
  throw new MergeError(
    `--out is ${path}`,
    `a file that ends in ${endings.join(', ')}`,
    'Give it such a name.',
  );
}

/** Writes the student; what safetensors says of it beside the weights (classes, input), PyTorch's format has no room for. */
export function writeStudent(path: string, tensors: StateDict, plan: MergePlan): void {
  const { architecture, classes, shape: inputShape, normalization } = plan;
  const metadata = writeMetadata({
    architecture,
    classes,
    inputShape,
    ...(normalization && { normalization }),
  });
  const isPytorch = extname(path).toLowerCase() !== '.safetensors';
  writeWhole(path, isPytorch ? writePytorch(tensors) : writeSafetensors(tensors, metadata));
}
