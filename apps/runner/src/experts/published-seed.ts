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
  if ((run === undefined) === (seed === undefined)) {
    throw new ExpertRegistryError(
      run === undefined ? 'neither --run nor --seed was given' : 'both --run and --seed were given',
      `one of them: run ${runs} has seed ${runSeeds.join(', ')}`,
      'It determines the class order.',
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
