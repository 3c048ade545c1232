import type { DivergedError } from '@exmodel/distill';
import { ignoranceWarning } from '../experts/ignorant-experts';
import type { StrategyContext, StrategyDefinition } from '../strategies/strategy';

/** What to change in the configuration of a job whose student diverged, or whose images did: first its experts, if these have learned nothing. */
export function divergenceAdvice(
  { subject }: DivergedError,
  { keys, insteadOf }: StrategyDefinition,
  context: Pick<StrategyContext, 'experts' | 'benchmark' | 'config'>,
): string {
  const ignorance = ignoranceWarning(context.experts, context);
  if (ignorance !== undefined) return `The cause may be ${ignorance}`;
  if (subject === 'synthesis') return 'Lower buffer_lr, buffer_bns, buffer_blur or buffer_wd.';
  const rate = insteadOf?.lr ?? ('lr' in keys ? 'lr' : undefined);
  return rate === undefined
    ? 'Its experts give numbers that are too large: train them at a lower expert_lr.'
    : `Lower ${rate}.`;
}
