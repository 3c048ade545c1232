import type { Normalization } from '../normalization';

/** Mean and standard deviation of MNIST's training pixels, as the reference rounds them. */
export const mnistNormalization: Normalization = { mean: [0.1307], std: [0.3081] };
