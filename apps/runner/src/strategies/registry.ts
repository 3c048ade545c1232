import { refuseTakenNames } from '../config/refuse-taken-names';
import { imageKinds } from '../teaching/images/registry';
import { addedStrategies } from './added-strategies';
import { auxDataEd } from './aux-data-ed';
import { consensusEd } from './consensus-ed';
import { cumulative } from './cumulative';
import { entropyEnsemble } from './entropy-ensemble';
import { distillationOn } from './factories/distillation-on';
import { fromPath } from './from-path';
import { joint } from './joint';
import { modelAverage } from './model-average';
import { modelEnsemble } from './model-ensemble';
import { modelFisher } from './model-fisher';
import { modelRegmean } from './model-regmean';
import { modelTaskArithmetic } from './model-task-arithmetic';
import { modelTies } from './model-ties';
import { naive } from './naive';
import { replayEd } from './replay-ed';
import type { StrategyDefinition } from './strategy';

/** Every way to learn from the stream. */
export const strategies: readonly StrategyDefinition[] = refuseTakenNames('strategy', [
  consensusEd,
  ...imageKinds.map(distillationOn),
  auxDataEd,
  fromPath,
  replayEd,
  modelAverage,
  modelTaskArithmetic,
  modelTies,
  modelFisher,
  modelRegmean,
  modelEnsemble,
  entropyEnsemble,
  naive,
  cumulative,
  joint,
  ...addedStrategies,
]);

/** @throws RangeError for a name that no strategy has; configurations are checked when they are read. */
export function strategyNamed(name: string): StrategyDefinition {
  const found = strategies.find((definition) => definition.name === name);
  if (found === undefined) throw new RangeError(`there is no strategy "${name}"`);
  return found;
}
