import { UNARY } from './functions';

/** An activation that is applied in place to a product: the function's number and parameter. */
export interface FusedActivation {
  f: number;
  p: number;
}

/** `null` for none, `undefined` for one that tfjs's cpu kernel has to apply. */
export function fusedActivation(
  name: string | undefined,
  leakyreluAlpha?: number,
): FusedActivation | null | undefined {
  switch (name) {
    case undefined:
    case null:
    case 'linear':
      return null;
    case 'relu':
      return { f: UNARY.relu, p: 0 };
    case 'relu6':
      return { f: UNARY.relu6, p: 0 };
    case 'elu':
      return { f: UNARY.elu, p: 0 };
    case 'sigmoid':
      return { f: UNARY.sigmoid, p: 0 };
    case 'leakyrelu':
      return { f: UNARY.leakyRelu, p: leakyreluAlpha ?? 0.2 };
    default:
      return undefined;
  }
}
