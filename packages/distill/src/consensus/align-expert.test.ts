import '../../test/setup';
import { zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { experts, learned, taken, test, toy } from '../../test/consensus';
import { accuracy, bands, publicWeights, trainedToyModel } from '../../test/toy';
import { expertFromLayersModel } from '../adapters/expert-from-layers-model';
import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import type { LayerStatistics } from '../running-statistics';
import { ConsensusLearner } from './consensus-learner';
import type { ConsensusOptions } from './consensus-options';

describe('batch norm of experts that were fine-tuned from one trained network', async () => {
  const origin = await publicWeights();
  const tuned = (expert: Expert): Expert => ({ ...expert, initialWeights: origin });
  const first = tuned(experts[0]);

  it('of an only expert’s student has the expert’s own statistics in the end, and without alignment those of the images', async () => {
    const own = async (align: boolean) => {
      const { options } = toy({ iterations: 1, peakLearningRate: 1e-12, align });
      await learned(options, [first]);
      return (await options.student.runningStatistics?.read())?.[0] as LayerStatistics;
    };
    const its = (await first.runningStatistics?.read())?.[0] as LayerStatistics;
    const [aligned, apart] = [await own(true), await own(false)];
    aligned.mean.forEach((mean, c) => void expect(mean).toBeCloseTo(its.mean[c] as number, 4));
    aligned.variance.forEach((v, c) => void expect(v).toBeCloseTo(its.variance[c] as number, 3));
    expect(Math.abs((apart.mean[0] as number) - (its.mean[0] as number))).toBeGreaterThan(0.01);
  });

  it('goes by the images while an expert is queried, and is as it was between any two events', async () => {
    const model = trainedToyModel(bands([0, 1], 60));
    const own = tuned(expertFromLayersModel(model, { classes: [0, 1] })) as Required<Expert>;
    const before = await own.weights();
    const place = before.findIndex(({ name }) => name.endsWith('moving_mean'));
    const mean = () => model.getWeights()[place]?.dataSync()[0] as number;
    const trained = mean();
    const seen: number[] = [];
    const watched: Expert = {
      ...own,
      logits(batch) {
        seen.push(mean());
        return own.logits(batch);
      },
    };
    const query = (expert: Expert) => new ConsensusLearner(toy().options).query(expert);
    for await (const _ of query(watched)) expect(await own.weights()).toEqual(before);
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBe(seen[1]);
    expect(seen[0]).not.toBe(trained);
    for await (const _ of query(watched)) break;
    expect(await own.weights()).toEqual(before);
    await expect(taken(query({ ...own, logits: () => zeros([250, 7]) }))).rejects.toThrow(RangeError);
    expect(await own.weights()).toEqual(before);
  });

  it('is remembered as four floats a channel', async () => {
    const { learner } = await learned(toy().options, experts.map(tuned));
    const { shift } = await learner.state();
    expect(shift?.experts).toBe(2);
    for (const of of ['trained', 'seen'] as const)
      expect(shift?.[of].map(({ mean, variance }) => [mean.length, variance.length])).toEqual([[16, 16]]);
  });

  it('is shifted only if all experts of the mean were aligned', async () => {
    const alone = new ConsensusLearner(toy().options);
    await taken(alone.query(first));
    expect(alone.isAligned).toBe(true);
    const { runningStatistics: _, ...bare } = tuned(experts[1]);
    await taken(alone.query(bare));
    expect(alone.isAligned).toBe(false);
    const both = (await learned(toy().options, experts.map(tuned))).learner;
    expect(both.isAligned).toBe(true);
  });

  it('is left alone where the student’s channels may not be theirs', async () => {
    const shiftOf = async (expert: Expert, changes: Partial<ConsensusOptions> = {}) =>
      (await (await learned(toy(changes).options, [expert])).learner.state()).shift;
    expect(await shiftOf(first)).toBeDefined();
    expect(await shiftOf(first, { align: false })).toBeUndefined();
    expect(await shiftOf(experts[0])).toBeUndefined(); // The student's initial weights are random ones.
    expect(await shiftOf({ ...first, initialEstimated: true })).toBeUndefined();
    const { classes, logits } = first;
    expect(await shiftOf({ classes, logits })).toBeUndefined();
    const weights = await experts[0].weights();
    const turned = weights.map((array) => ({ ...array, values: array.values.slice().reverse() }));
    expect(await shiftOf({ ...first, weights: async () => turned })).toBeUndefined();
  });

  it('lets a student of painted images recognise images of quite other statistics', async () => {
    const bright = <B extends ImageBatch>(batch: B): B => ({
      ...batch,
      pixels: batch.pixels.map((v) => 3 * v + 4),
    });
    const theirs = [[0, 1] as const, [2, 3] as const].map((classes) =>
      tuned(expertFromLayersModel(trainedToyModel(bright(bands(classes, 60)), 4, 300), { classes })),
    );
    const right = async (align: boolean) => {
      const { options, logits } = toy({ iterations: 100, align });
      await learned(options, theirs);
      return accuracy(logits, bright(test));
    };
    expect(await right(true)).toBeGreaterThan(0.9);
    expect(await right(false)).toBeLessThan(0.8);
  });
});
