/** The numbers of the functions in assembly/unary.ts. */
export const UNARY = {
  neg: 0,
  abs: 1,
  square: 2,
  sqrt: 3,
  rsqrt: 4,
  exp: 5,
  log: 6,
  tanh: 7,
  sigmoid: 8,
  relu: 9,
  relu6: 10,
  step: 11,
  clip: 12,
  leakyRelu: 13,
  reciprocal: 14,
  floor: 15,
  ceil: 16,
  elu: 17,
  linear: 18,
} as const;

/** The numbers of the functions in assembly/binary.ts. */
export const BINARY_FUNCTIONS = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  maximum: 4,
  minimum: 5,
  squaredDifference: 6,
  prelu: 7,
  reluGradient: 8,
  relu6Gradient: 9,
} as const;

/** The numbers of the comparisons in assembly/binary.ts. */
export const COMPARISONS = {
  equal: 0,
  notEqual: 1,
  greater: 2,
  greaterEqual: 3,
  less: 4,
  lessEqual: 5,
} as const;
