import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Kernels of a backend that take an optimizer's whole step on one variable at once: their names, inputs, attributes and
 * outputs. `@exmodel/backend-wasm` and `@exmodel/backend-webgpu` have them; they meet by name, since no package imports another.
 *
 * A backend that repeats runs also has kernels of these names and `Rates`, of the same attributes: they give the numbers that change
 * from step to step as a tensor, which takes the place of the attributes as the input `rates`.
 */
export interface OnePassKernels {
  /** As torch.optim.SGD; without momentum the velocity is not read. */
  readonly SgdUpdate: {
    readonly inputs: Readonly<Record<'parameter' | 'gradient' | 'velocity', Tensor>> & Rates;
    readonly attributes: {
      readonly learningRate: number;
      readonly momentum: number;
      readonly dampening: number;
      readonly weightDecay: number;
      readonly nesterov: boolean;
    };
    readonly outputs: readonly [parameter: Tensor, velocity: Tensor];
  };
  /** As torch.optim.Adam; `decoupled` is AdamW's weight decay. */
  readonly AdamUpdate: {
    readonly inputs: Readonly<Record<'parameter' | 'gradient' | 'first' | 'second', Tensor>> & Rates;
    readonly attributes: {
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      /** 1, 2 … */
      readonly step: number;
      readonly weightDecay: number;
      readonly decoupled: boolean;
    };
    readonly outputs: readonly [parameter: Tensor, first: Tensor, second: Tensor];
  };
}

interface Rates {
  readonly rates?: Tensor | undefined;
}
