import { runSeeds } from '../config/run-seeds';
import { ExpertRegistryError } from './registry-error';

/**
 * The seed of the class order that experts were trained with: that of a published run, or one given directly.
 *
 * @throws ExpertRegistryError Neither or both are given, or there is no such run.
 */
export function publishedSeed({
  run,
  seed,
}: {
  readonly run?: number | undefined;
  readonly seed?: number | undefined;
}): number {
  const runs = `0 to ${runSeeds.length - 1}`;
  const seeds = `run ${runs} has seed ${runSeeds.join(', ')}`;
  if (run === undefined && seed === undefined) {
    throw new ExpertRegistryError(
      'no classes of the experts were given',
      `those of each, or a seed that draws them: --seed, or --run (${seeds})`,
      'Write --classes "5,4;8,2", with the quotes, or --seed or --run if the classes were drawn.',
    );
  }
  if (run !== undefined && seed !== undefined) {
    throw new ExpertRegistryError(
      'both --run and --seed were given',
      `one of them: ${seeds}`,
      'Keep one of them.',
    );
  }
  const found = seed ?? runSeeds[run ?? 0];
  if (found !== undefined && found > 0xffffffff) {
    throw new ExpertRegistryError(
      `--seed ${found} was given`,
      'a number from 0 to 4294967295',
      'Correct it.',
    );
  }
  if (found === undefined) {
    throw new ExpertRegistryError(`--run ${run} was given`, runs, 'Give --seed for other streams.');
  }
  return found;
}
