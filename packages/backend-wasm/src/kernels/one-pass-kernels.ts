/** A tensor's shape: that of the kernel's first input, or one element for each channel of it (its last axis). */
export type Extent = 'whole' | 'channels';

export interface OnePassKernel {
  readonly inputs: Readonly<Record<string, Extent>>;
  readonly attributes: Readonly<Record<string, 'number' | 'boolean'>>;
  readonly outputs: Readonly<Record<string, Extent>>;
}

/**
 * The kernels that tfjs has no op for, by the names that other packages write: they ask `getKernel(name, getBackend())`
 * whether the backend in use has one, and compose the same of tfjs's ops where it has none.
 *
 * Inputs and outputs are float32; outputs are new tensors, returned in this order. They register from this table
 * (all-kernels.ts), and tests hold it against the names that the other packages use.
 */
export const ONE_PASS_KERNELS = {
  /**
   * A step of torch.optim.SGD (PyTorch 2.5). In its first step PyTorch's velocity is the gradient whatever the dampening: give
   * a velocity of zeros and dampening 0.
   */
  SgdUpdate: {
    inputs: { parameter: 'whole', gradient: 'whole', velocity: 'whole' },
    attributes: {
      learningRate: 'number',
      momentum: 'number',
      dampening: 'number',
      weightDecay: 'number',
      nesterov: 'boolean',
    },
    outputs: { parameter: 'whole', velocity: 'whole' },
  },
  /** A step of torch.optim.Adam or, `decoupled`, AdamW (PyTorch 2.5). */
  AdamUpdate: {
    inputs: { parameter: 'whole', gradient: 'whole', first: 'whole', second: 'whole' },
    attributes: {
      learningRate: 'number',
      beta1: 'number',
      beta2: 'number',
      epsilon: 'number',
      weightDecay: 'number',
      /** The decay acts on the parameter, not on the gradient. */
      decoupled: 'boolean',
      /** 1 for the first step. */
      step: 'number',
    },
    outputs: { parameter: 'whole', first: 'whole', second: 'whole' },
  },
  /** x normalised over all axes but the last, and the batch's mean and biased variance. `epsilon` is added to the variance. */
  BatchNormTraining: {
    inputs: { x: 'whole', scale: 'channels', offset: 'channels' },
    attributes: { epsilon: 'number' },
    outputs: { y: 'whole', mean: 'channels', variance: 'channels' },
  },
  /** The gradients of BatchNormTraining, from its input, its statistics and the gradient of y. */
  BatchNormTrainingGrad: {
    inputs: { x: 'whole', dy: 'whole', scale: 'channels', mean: 'channels', variance: 'channels' },
    attributes: { epsilon: 'number' },
    outputs: { dx: 'whole', dScale: 'channels', dOffset: 'channels' },
  },
} as const satisfies Record<string, OnePassKernel>;

type Table = typeof ONE_PASS_KERNELS;

export type OnePassKernelName = keyof Table;

/** The attributes that a kernel is run with. */
export type OnePassAttributes<Name extends OnePassKernelName> = {
  readonly [Attribute in keyof Table[Name]['attributes']]: Table[Name]['attributes'][Attribute] extends 'boolean'
    ? boolean
    : number;
};
