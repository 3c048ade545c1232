import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/** Blocks of one kind, one after the other: a row of the tables in the papers. */
export interface Stage {
  /** How many times as many channels a block has inside. */
  readonly expansion: number;
  /** Channels of its output. */
  readonly filters: number;
  readonly count: number;
  /** Of the first block; the others have 1. */
  readonly stride: number;
}

/** One inverted residual (MobileNetV2, Sandler et al. 2018): expanded, filtered in each channel, projected. */
export type InvertedResidual = Omit<Stage, 'count'>;

/** The blocks of all stages, each with what else its stage says. */
export function blocksOf<S extends Stage>(stages: readonly S[]): (Omit<S, 'count'> & InvertedResidual)[] {
  return stages.flatMap(({ count, ...block }) =>
    Array.from({ length: count }, (_, i) => (i === 0 ? block : { ...block, stride: 1 })),
  );
}

/**
 * A block's input added to what it computes, where both have one shape; else what it computes alone.
 *
 * @param branch what is added of what it computes; in training some leave it out now and then
 */
export function withSkip(
  x: SymbolicTensor,
  residual: SymbolicTensor,
  { name, filters, stride }: InvertedResidual & { readonly name: string },
  branch: (residual: SymbolicTensor) => SymbolicTensor = (same) => same,
): SymbolicTensor {
  if (stride > 1 || x.shape[3] !== filters) return residual;
  return layers.add({ name: `${name}.add` }).apply([x, branch(residual)]) as SymbolicTensor;
}
