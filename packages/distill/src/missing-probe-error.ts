/** A sample source or a merge needs a probe that this expert does not offer. */
export class MissingProbeError extends Error {
  override readonly name = 'MissingProbeError';

  constructor(
    readonly neededBy: string,
    readonly probe: 'logitsAndStatistics' | 'classifierWeights' | 'weights' | 'novelty',
    lack = `without ${probe}()`,
    remedy = 'Make the expert with expertFromLayersModel, add the method to your own expert, or choose another source.',
  ) {
    super(`${neededBy} was given an expert ${lack}; it needs an expert that offers it. ${remedy}`);
  }
}
