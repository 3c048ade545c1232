import { modelInfo } from '@exmodel/models';
import type { SharedConfig } from '../config/strategy-config';

/** `hs` applies to the architectures with a hidden layer of variable size; if none has one, all get `hs`, and refuse it. */
export function hiddenSizeOf(
  architecture: string,
  { model, expert_models = [], hs }: Pick<SharedConfig, 'model' | 'expert_models' | 'hs'>,
): number | undefined {
  const hasHiddenSize = (name: string) => modelInfo(name).hiddenSize !== undefined;
  const isForAnother = !hasHiddenSize(architecture) && [model, ...expert_models].some(hasHiddenSize);
  return isForAnother ? undefined : hs;
}
