export interface MisshapenTensor {
  readonly name: string;
  /** The shape that the dict states. */
  readonly given: readonly number[];
  /** How many values the dict holds for it. */
  readonly values: number;
  readonly expected: readonly number[];
}

/** A state dict that does not fit a model, with everything that is wrong with it. */
export class StateDictError extends Error {
  override readonly name = 'StateDictError';

  constructor(
    readonly model: string,
    readonly missing: readonly string[],
    readonly unexpected: readonly string[],
    readonly misshapen: readonly MisshapenTensor[],
  ) {
    const shapes = misshapen.map(
      ({ name, given, values, expected }) =>
        `${name} [${given}] (${values} values) where [${expected}] belongs`,
    );
    const faults = [
      ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
      ...(unexpected.length > 0 ? [`unexpected: ${unexpected.join(', ')}`] : []),
      ...(shapes.length > 0 ? [`of another shape: ${shapes.join(', ')}`] : []),
    ];
    super(
      `The given state dict does not fit model '${model}': ${faults.join('; ')}. ` +
        'It expects exactly the tensors that stateDict(model) lists. ' +
        'Check that the weights are of this architecture, number of classes and image shape.',
    );
  }
}
