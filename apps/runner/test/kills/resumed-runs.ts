import { type Fault, type FaultyRuns, faultyRuns } from '../faults/file-faults';

/** Three strategies on a real network, of seconds, with a test in the middle of each experience. */
const yaml = `
scenario: split_mnist
synthetic: true
classes_per_experience: [5, 5]
model: lenet
strategy: [minversion_ed, replay_ed, consensus_ed]
expert_epochs: 1
expert_mb_size: 50
num_iter_per_exp: 4
eval_every: 2
train_mb_size: 8
buffer_size: 20
buffer_iter: 3
buffer_mb_size: 10
consensus_images: [painted, minversion]
`;

export interface ResumedRuns extends Omit<FaultyRuns, 'faults'> {
  /** Kills before operations on files, at even distances. */
  readonly kills: readonly Fault[];
}

/**
 * Runs of these strategies, and kills.
 *
 * @param count of kills
 * @param every seconds between two checkpoints; 0 keeps one after every event
 */
export async function resumedRuns(cwd: string, count: number, every: number): Promise<ResumedRuns> {
  const options = ['--checkpoint-every', String(every)];
  const { faults, ...runs } = await faultyRuns(cwd, { yaml, options });
  const all = faults.filter(({ code, start }) => code === 'KILL' && start === 'empty');
  if (all.length < count)
    throw new Error(`there are ${all.length} operations to be killed at, fewer than ${count}`);
  const kills = Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]);
  return { ...runs, kills: kills.flatMap((kill) => kill ?? []) };
}
