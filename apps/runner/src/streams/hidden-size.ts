import type { SharedConfig } from '../config/strategy-config';

/** `hs` belongs to the perceptron among several architectures; where there is none, the others refuse it. */
export function hiddenSizeOf(
  architecture: string,
  { model, expert_models = [], hs }: Pick<SharedConfig, 'model' | 'expert_models' | 'hs'>,
): number | undefined {
  const isOfAnother = architecture !== 'simple_mlp' && [model, ...expert_models].includes('simple_mlp');
  return isOfAnother ? undefined : hs;
}
