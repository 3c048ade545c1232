import '../../test/setup';
import { deserialize, serialize } from 'node:v8';
import type { Variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bands, toyModel, toyShape, trainedToyModel } from '../../test/toy';
import { expertFromLayersModel } from '../adapters/expert-from-layers-model';
import { studentFromLayersModel } from '../adapters/student-from-layers-model';
import { sgd } from '../optimizers/sgd';
import { gaussianNoise } from '../sources/gaussian-noise';
import { rehearsalBuffer } from '../sources/rehearsal-buffer';
import { StateUnavailableError } from '../state-unavailable-error';
import type { Synthesis } from '../synthesis/synthesis';
import type { DistillEvent } from './distill-event';
import { ExModelLearner } from './ex-model-learner';
import type { ExModelOptions } from './ex-model-options';
import type { ExModelState } from './ex-model-state';

const expert = expertFromLayersModel(trainedToyModel(bands([0, 1], 20)), { classes: [0, 1] });

/** Everything that is not a test's subject. */
const options = (): ExModelOptions => ({
  student: studentFromLayersModel(toyModel()),
  source: gaussianNoise(toyShape),
  iterations: 3,
  batchSize: 4,
  learningRate: 0.05,
  seed: 1,
});

const inOnePiece: Synthesis = async function* (_expert, count) {
  yield { iteration: 1, iterations: 1, images: count, loss: undefined };
  return bands([0, 1], count);
};

describe('the state', () => {
  const stateAt = async (own: ExModelOptions, type: DistillEvent['type']) => {
    const learner = new ExModelLearner(own);
    try {
      for await (const event of learner.learn(expert)) if (event.type === type) return await learner.state();
      throw new Error(`no event ${type}`);
    } finally {
      learner.dispose();
    }
  };
  const refused = async (
    part: StateUnavailableError['part'],
    own: ExModelOptions,
    type: DistillEvent['type'],
  ) => {
    const error = await stateAt(own, type).catch((reason) => reason);
    expect(error).toBeInstanceOf(StateUnavailableError);
    expect(error).toMatchObject({ name: 'StateUnavailableError', part });
  };

  it('is refused where a part has none, and says which', async () => {
    const { stateless: _, ...source } = gaussianNoise(toyShape);
    await refused('sample source', { ...options(), source }, 'step');
    const optimizer = (variables: readonly Variable[]) => {
      const { step, dispose } = sgd(variables, { learningRate: 0.1 });
      return { step, dispose };
    };
    await refused('optimizer', { ...options(), optimizer }, 'step');
    expect((await stateAt({ ...options(), optimizer }, 'learned')).experiences).toBe(1);
  });

  it('is refused while images are made in one piece, and there as soon as they are made', async () => {
    const own = () => ({ ...options(), source: rehearsalBuffer({ budget: 8, synthesis: inOnePiece }) });
    await refused('synthesis', own(), 'synthesis');
    expect((await stateAt(own(), 'samples')).progress).toEqual({ phase: 'start' });
  });

  it('is refused while the learner is at work, after an experience was left, and after dispose', async () => {
    const learner = new ExModelLearner(options());
    const learning = learner.learn(expert);
    for (let event = 1; event <= 2; event += 1) {
      const next = learning.next();
      await expect(learner.state()).rejects.toBeInstanceOf(StateUnavailableError);
      await next;
      expect((await learner.state()).progress).toMatchObject({ iteration: event });
    }
    await learning.return();
    await expect(learner.state()).rejects.toMatchObject({ name: 'LearnerStateError', state: 'abandoned' });
    learner.dispose();
    await expect(learner.state()).rejects.toMatchObject({ name: 'LearnerStateError', state: 'disposed' });
  });

  it('with images is refused by a source that cannot go on from it, before the student changes', async () => {
    const buffered = { ...options(), source: rehearsalBuffer({ budget: 8, synthesis: inOnePiece }) };
    const state = await stateAt(buffered, 'samples');
    const { restore: _, ...source } = rehearsalBuffer({ budget: 8, synthesis: inOnePiece });
    const own = { ...options(), source };
    const before = await own.student.weights();
    const error = await ExModelLearner.restore(own, state).catch((reason) => reason);
    expect(error).toMatchObject({ name: 'StateUnavailableError', part: 'sample source' });
    expect(await own.student.weights()).toEqual(before);
  });

  it('is refused where JSON has lost its typed arrays, before the student changes', async () => {
    const state: ExModelState = JSON.parse(JSON.stringify(await stateAt(options(), 'learned')));
    const own = options();
    const before = await own.student.weights();
    await expect(ExModelLearner.restore(own, state)).rejects.toThrow(/typed arrays.*JSON.*structuredClone/);
    expect(await own.student.weights()).toEqual(before);
  });

  it('is kept whole by serialize of node:v8', async () => {
    const state = await stateAt(options(), 'step');
    const kept = deserialize(serialize(state));
    expect(kept).toEqual(state);
    const learner = await ExModelLearner.restore(options(), kept);
    expect(await learner.state()).toMatchObject({ progress: state.progress });
    learner.dispose();
  });

  it('of another version, or with the slots of another optimizer, is refused by who is given it', async () => {
    const state = await stateAt(options(), 'step');
    await expect(ExModelLearner.restore(options(), { ...state, version: 2 as 1 })).rejects.toThrow(
      /version 2/,
    );
    const optimizer = (variables: readonly Variable[]) =>
      sgd(variables, { learningRate: 0.1, momentum: 0.9 });
    const learner = await ExModelLearner.restore({ ...options(), optimizer }, state);
    await expect(learner.learn(expert).next()).rejects.toThrow(/slots of \[\].*same kind/);
    learner.dispose();
  });
});
