import { Random } from '@exmodel/distill';
import { describe, expect, it } from 'vitest';
import { meetAll } from '../faults/meet-all';
import { temporaryFolder } from '../temporary-folder';
import { resumedRuns } from './resumed-runs';

const count = 50;

describe('a run that is killed goes on to the same bits, with the same logs', () => {
  it('before any of fifty operations on files', async () => {
    const { kills, problemsAfter } = await resumedRuns(temporaryFolder(), count, 0);
    expect(await meetAll(kills, problemsAfter)).toEqual([]);
  });

  it('after any of fifty times, and says how much work that cost', async () => {
    const { duration, afterKillAt } = await resumedRuns(temporaryFolder(), 0, 1);
    const [whole, random] = [await duration(), Random.seeded(1, 'kills')];
    const lost: number[] = [];
    for (let i = 0; i < count; i++) {
      const moment = whole * random.uniform();
      const killed = await afterKillAt(moment);
      expect(killed.problems, `killed after ${moment.toFixed(0)} ms`).toEqual([]);
      if (killed.lost !== undefined) lost.push(killed.lost);
    }
    const [median, most] = [lost.toSorted((a, b) => a - b)[lost.length >> 1] ?? 0, Math.max(...lost)];
    console.log(
      `${count} kills at times of a run of ${whole.toFixed(0)} ms, a checkpoint every second; of the ${lost.length} that had kept ` +
        `something, ${median.toFixed(0)} ms of work lost in the median, ${most.toFixed(0)} at the most`,
    );
  });
});
