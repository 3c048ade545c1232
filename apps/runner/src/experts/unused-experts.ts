import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere } from '../storage/read-if-there';
import { readJson } from '../storage/read-json';
import { bytesOf, type Removable } from '../storage/removable';
import { isLocked } from '../storage/try-lock';
import { listExpertSets, registryOf } from './expert-set';

/** Keys of a recipe that are also keys of a job, and mean the same. */
const comparable = [
  ...['seed', 'synthetic', 'backend', 'validation_fraction', 'expert_epochs', 'expert_lr', 'expert_momentum'],
  ...['expert_weight_decay', 'expert_mb_size'],
];

const record = z.record(z.string(), z.unknown());

/**
 * Trained experts in a folder of results that none of its jobs can have learned from; training them again takes time. Imported ones, and those
 * that a job names, are never among them.
 *
 * @param logdir path of the folder of results
 * @param jobs what the `config.json` of its jobs hold
 */
export function unusedExperts(
  logdir: string,
  jobs: readonly Readonly<Record<string, unknown>>[],
): Removable[] {
  return listExpertSets(registryOf(logdir)).flatMap(({ name, folder, experts }) => {
    const read = readJson(readIfThere(join(folder, 'recipe.json'))?.toString() ?? '', record);
    const recipe = 'value' in read ? read.value : undefined;
    if (recipe === undefined || experts.some(({ manifest }) => manifest.origin !== null)) return [];
    const mayUse = (job: Readonly<Record<string, unknown>>) =>
      job.experts === name ||
      (job.experts === undefined && comparable.every((key) => job[key] === recipe[key]));
    if (
      jobs.some(mayUse) ||
      readdirSync(folder).some((file) => isLocked(join(folder, file.replace(/\.lock$/, ''))))
    )
      return [];
    const what = `${experts.length} trained experts that no job here has learned from`;
    return [{ path: folder, what, bytes: bytesOf(folder), owner: join(folder, 'recipe.json') }];
  });
}

/** Whether a folder is one of results as a whole, with all its jobs. */
export const isWholeLogdir = (folder: string) => existsSync(registryOf(folder));
