import type { DivergedError } from '@exmodel/distill';
import type { StrategyDefinition } from '../strategies/strategy';

/** What to change in the configuration of a job whose student diverged, or whose images did. */
export function divergenceAdvice(
  { subject }: DivergedError,
  { keys, insteadOf }: StrategyDefinition,
): string {
  if (subject === 'synthesis') return 'Lower buffer_lr, buffer_bns, buffer_blur or buffer_wd.';
  const rate = insteadOf?.lr ?? ('lr' in keys ? 'lr' : undefined);
  return rate === undefined
    ? 'Its experts give numbers that are too large: train them at a lower expert_lr.'
    : `Lower ${rate}.`;
}
