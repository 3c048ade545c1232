import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConsensusLearner, type Expert, placeExpert, Random } from '@exmodel/distill';
import { expertFromLayersModel, studentFromLayersModel } from '@exmodel/distill/layers';
import {
  createModel,
  readSafetensors,
  type StateDict,
  type StateTensor,
  stateDict,
  writeSafetensors,
} from '@exmodel/models';
import { openOnnx } from '@exmodel/models/onnx';
import { tfjsHandler, withNewClasses } from '@exmodel/models/tfjs';
import { type Tensor, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergedExperts } from '../../test/merged-experts';
import { teachableMachine, writeTeachableMachine } from '../../test/teachable-machine';
import { temporaryFolder } from '../../test/temporary-folder';
import { result } from '../../test/tiny-stream';
import { chooseBackend } from '../backends/choose-backend';
import { budgetOf, leastEffort } from './budget';
import { parseExpertArgument } from './expert-argument';
import { type MergeFilesEvent, type MergeRequest, mergeFiles } from './merge-files';
import { estimateText } from './plan-text';
import { readRecipe } from './recipe/read-recipe';
import { mergeSource } from './sources';

const folder = temporaryFolder(afterAll);
const small = { size: 8, alpha: 0.1, stages: 2, features: 12, units: 6, classes: 2, trunkSeed: 1 };
const labels = { cats: ['cat', 'dog'], cars: ['car', 'boat'] } as const;

beforeAll(async () => {
  await chooseBackend('wasm');
  for (const [i, [name, classes]] of Object.entries(labels).entries()) {
    const model = teachableMachine({ ...small, headSeed: i });
    await writeTeachableMachine(join(folder, name), model, classes);
  }
});

const wishes: MergeRequest['wishes'] = {
  architecture: undefined,
  classes: undefined,
  shape: undefined,
  normalization: undefined,
};

/** All events of a merge of few steps, up to the first of `until`. */
async function events(
  experts: readonly string[],
  out: string,
  given: Partial<MergeRequest> = {},
  until?: MergeFilesEvent['type'],
) {
  const seen: MergeFilesEvent[] = [];
  const merging = mergeFiles({
    experts: experts.map(parseExpertArgument),
    ...{
      out: join(folder, out),
      wishes,
      source: undefined,
      iterations: 3,
      seed: 1,
      memory: { machine: 4e9 },
    },
    ...{ initial: undefined, images: undefined, locations: {} },
    resolve: (location) => (location.startsWith('/') ? location : join(folder, location)),
    ...given,
  });
  let next = await merging.next();
  for (; next.done !== true; next = await merging.next()) {
    seen.push(next.value);
    if (next.value.type === until) await merging.return(undefined as never);
  }
  return { seen, merged: next.value };
}

function estimateOf(seen: readonly MergeFilesEvent[]) {
  return seen.find((event) => event.type === 'estimate') as Extract<MergeFilesEvent, { type: 'estimate' }>;
}

describe('experts of one trunk', () => {
  it('teach a student of their own kind: the same trunk to the bit, all labels, and the work that was planned', async () => {
    const { seen, merged } = await events(['cats/model.json', 'cars/model.json'], 'student/model.json');
    const estimate = estimateOf(seen);
    expect(estimate).toMatchObject({ images: 5000, trunk: 32 });
    // Features of twelve numbers are kept of each image.
    expect(estimate.bytes).toBeGreaterThan(5000 * 12 * 4);
    const done = seen.reduce((sum, event) => sum + (event.type === 'progress' ? event.work : 0), 0);
    expect(done / estimate.work).toBeCloseTo(1, 5);
    expect(merged?.painted).toHaveLength(2);

    const [expert, student] = await Promise.all(
      ['cats', 'student'].map((name) => loadLayersModel(tfjsHandler(join(folder, name, 'model.json')))),
    );
    const values = (model: LayersModel | undefined) =>
      new Map(model?.weights.map((weight) => [weight.originalName, (weight.read() as Tensor).dataSync()]));
    const [own, taught] = [values(expert), values(student)];
    expect([...taught.keys()]).toEqual([...own.keys()]);
    for (const [name, value] of taught) {
      if (!name.startsWith('dense_')) expect(value, name).toEqual(own.get(name));
    }
    expect(taught.get('dense_Dense1/kernel')).not.toEqual(own.get('dense_Dense1/kernel'));
    expect(student?.outputs[0]?.shape).toEqual([null, 4]);
    expect(JSON.parse(readFileSync(join(folder, 'student/metadata.json'), 'utf8'))).toMatchObject({
      labels: ['cat', 'dog', 'car', 'boat'],
      imageSize: 8,
    });
    expert?.dispose();
    student?.dispose();
    // It is an expert again, beside one that it has learned from.
    const again = await events(['student/model.json', 'cars/model.json'], 'again/model.json', {}, 'estimate');
    expect(estimateOf(again.seen).trunk).toBe(32);
  });

  it('teach what a learner that is given the trunk’s features teaches, to the bit', async () => {
    const wholes = Object.keys(labels).map((_, i) => teachableMachine({ ...small, headSeed: i }));
    const batch = (count: number, seed: number) => ({
      ...{ count, shape: [8, 8, 3] as const },
      pixels: Random.seeded(seed, 'pixels').normals(count * 192),
    });
    const learned = batch(40, 1);
    const newStudent = () =>
      withNewClasses('first', wholes[0] as LayersModel, { classes: 4, random: draws(3) });
    let splits = 0;
    const layered = wholes.map((model, i) => ({
      model,
      behind(rest: LayersModel) {
        splits += 1;
        return expertOf(rest, i);
      },
    }));
    const merging = mergedExperts({
      plan: {
        ...{ architecture: 'tfjs', hiddenSize: undefined, classes: ['a', 'b', 'c', 'd'], shape: [8, 8, 3] },
        ...{ isDefaultShape: false, normalization: undefined },
        graph: { kind: 'tfjs', madeUpNames: [], newStudent },
      },
      ...{ experts: wholes.map(expertOf), layered, images: { learned, heldOut: batch(9, 2) } },
      source: mergeSource(undefined, { hasImages: true, canDraw: false, normalization: undefined }),
      ...{ iterations: 5, seed: 1, memory: { machine: 4e9 } },
    });
    const { tensors, given } = await result(merging);
    expect(given).toHaveLength(2);
    expect(splits).toBe(wholes.length);

    const features = tidy(() => {
      const trunk = wholes[0]?.layers[0] as LayersModel;
      const images = tensor4d(learned.pixels, [40, 8, 8, 3]);
      return (trunk.apply(images, { training: false }) as Tensor).dataSync<'float32'>().slice();
    });
    const headOf = (model: LayersModel, classes: number) => {
      const head = sequential();
      head.add(layers.reshape({ inputShape: [1, 1, 12], targetShape: [12] }));
      head.add(layers.dense({ units: 6, activation: 'relu' }));
      head.add(layers.dense({ units: classes, useBias: false, activation: 'softmax' }));
      head.setWeights((model.layers[1] as LayersModel).getWeights());
      return head;
    };
    const student = headOf(await newStudent(), 4);
    const learner = new ConsensusLearner({
      student: studentFromLayersModel(student),
      images: { count: 40, shape: [1, 1, 12], pixels: features },
      ...{ iterations: 5, seed: 1 },
    });
    for (const [i, whole] of wholes.entries())
      for await (const _ of learner.query(expertOf(headOf(whole, 2), i)));
    for await (const _ of learner.train());
    const expected = student.getWeights().map((weight) => weight.dataSync());
    const names = ['dense_Dense1/kernel', 'dense_Dense1/bias', 'dense_Dense2/kernel'];
    expect(names.map((name) => tensors.get(name)?.data)).toEqual(expected);
  });

  it('are used whole where the source needs images, or the student has other layers', async () => {
    const both = ['cats/model.json', 'cars/model.json'];
    const noise = await events(both, 'noise/model.json', { source: 'noise' }, 'estimate');
    expect(estimateOf(noise.seen)).toMatchObject({ images: undefined, trunk: undefined });
    const other = { wishes: { ...wishes, architecture: 'simple_mlp' }, source: 'procedural' };
    const mlp = await events(both, 'mlp.safetensors', other, 'estimate');
    expect(estimateOf(mlp.seen)).toMatchObject({ images: 5000, trunk: undefined });
  });

  it('may be state dicts', async () => {
    const perceptron = (seed: number) => {
      const random = draws(seed);
      return stateDict(
        createModel('simple_mlp', { inputShape: [8, 8, 1], classes: 2, hiddenSize: 16, random }),
      );
    };
    const [first, other] = [await perceptron(1), await perceptron(2)];
    // All but the classifier are the first's.
    const frozen = [...first.keys()].filter((name) => !name.startsWith('classifier'));
    const mixed = [...other].map(([name, tensor]) => [
      name,
      frozen.includes(name) ? first.get(name) : tensor,
    ]);
    write('first.safetensors', first);
    write('other.safetensors', new Map(mixed as [string, StateTensor][]));
    const given = { wishes: { ...wishes, normalization: { mean: [0.1], std: [0.3] } } };
    const both = ['first.safetensors:a,b', 'other.safetensors:c,d'];
    const { seen } = await events(both, 'merged.safetensors', given, 'written');
    expect(estimateOf(seen).trunk).toBeGreaterThan(0);
    const { tensors } = readSafetensors(readFileSync(join(folder, 'merged.safetensors')));
    for (const name of frozen) expect(tensors.get(name), name).toEqual(first.get(name));
    expect(tensors.get('classifier.weight')?.shape).toEqual([4, 16]);
  });

  it('may be ONNX files', async () => {
    const fixture = fileURLToPath(
      new URL('../../../../packages/models/test/fixtures/onnx/resnet-preserved.onnx', import.meta.url),
    );
    const onnx = await openOnnx(fixture);
    const read = await onnx.read();
    const tensors = new Map(
      [...read].map(([name, tensor]) => [
        name,
        name === 'fc.weight' ? { ...tensor, data: tensor.data.map((v) => -v) } : tensor,
      ]),
    );
    writeFileSync(join(folder, 'other.onnx'), await onnx.write({ tensors, classes: 4 }));
    const given = { wishes: { ...wishes, normalization: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } } };
    const { seen } = await events(
      [`${fixture}:a,b,c,d`, 'other.onnx:e,f,g,h'],
      'student.onnx',
      given,
      'estimate',
    );
    expect(estimateOf(seen).trunk).toBeGreaterThan(10);
  });
});

/** In the student's numbering: the first expert's classes, then the second's. */
function expertOf(model: LayersModel, index: number): Expert {
  const classes = [2 * index, 2 * index + 1];
  const expert = expertFromLayersModel(model, { classes: [0, 1] });
  return placeExpert(expert, { width: 2, columns: [0, 1], classes, outputs: 4 });
}

function draws(seed: number): () => number {
  const random = Random.seeded(seed, 'draws');
  return () => random.uniform();
}

function write(name: string, tensors: StateDict): void {
  writeFileSync(join(folder, name), writeSafetensors(tensors, {}));
}

it('a merge of few minutes is repeated by its record, whose sizes it has', async () => {
  const versions = { exmodel: '1.0.0' };
  const experts = ['cats', 'cars'].map(parseExpertArgument);
  const shared = { iterations: undefined, source: 'procedural' };
  const settings = { experts, minutes: 1e-9, source: 'procedural' };
  const { seen } = await events(['cats', 'cars'], 'brief/model.json', {
    ...{ ...shared, budget: budgetOf(settings), record: { settings, versions } },
  });
  const sizes = { effort: leastEffort, iterations: 30, images: 50 };
  expect(estimateOf(seen)).toMatchObject({ ...sizes, exceeds: true });
  expect(estimateText(estimateOf(seen), 0)).toMatch(
    /effort +1\.0 % of the usual .*: 30 steps; .*longer than --minutes/,
  );

  const record = readRecipe(join(folder, 'brief.recipe.yaml'));
  expect(record).toMatchObject({ effort: leastEffort, iterations: 30 });
  expect(record.minutes).toBeUndefined();
  const again = { iterations: record.iterations, source: record.source, budget: budgetOf(record) };
  const { seen: repeated } = await events(['cats', 'cars'], 'again/model.json', again);
  expect(estimateOf(repeated)).toMatchObject({ ...sizes, exceeds: false });
  const weights = (name: string) => readFileSync(join(folder, name, 'weights.bin'));
  expect(weights('again').equals(weights('brief'))).toBe(true);
});
