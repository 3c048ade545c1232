import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Expert, type ImageBatch, selectImages, type Weights } from '@exmodel/distill';
import { hasBatchNorm, probesOf } from '@exmodel/distill/experts';
import { expertFromLayersModel } from '@exmodel/distill/layers';
import { createModel, loadStateDict, type StateDict, stateDict, writeSafetensors } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import {
  type io,
  memory,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  layers,
  input as layersInput,
  model as layersModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bandExpert, bandGraph, bandPixels, bands, hiddenSize } from '../../test/band-experts';
import { mergedExperts } from '../../test/merged-experts';
import { temporaryFolder } from '../../test/temporary-folder';
import { result } from '../../test/tiny-stream';
import { chooseBackend } from '../backends/choose-backend';
import { agreement } from './agreement';
import { parseExpertArgument } from './expert-argument';
import { byLayers, readInitial, startedFrom } from './initial-weights';
import { MergeError } from './merge-error';
import type { MergeEvent, MergeOptions } from './merge-experts';
import { type MergeWishes, planMerge } from './merge-plan';
import { fromLayers, openExpert } from './open-expert';
import { placeOutputs } from './place-outputs';
import { mergeSource, mergeSourceNames } from './sources';
import { isStudent, writeStudent } from './write-student';

const folder = temporaryFolder(afterAll);
const normalization = { mean: [0.25], std: [0.35] };
const room = { machine: 4e9 };
const lenet = new URL('../../../../packages/models/test/fixtures/lenet5.pth', import.meta.url);
const nothing: MergeWishes = {
  architecture: undefined,
  classes: undefined,
  shape: undefined,
  normalization: undefined,
};

beforeAll(async () => {
  await chooseBackend('wasm');
  const write = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes);
  write('two.safetensors', writeSafetensors(bandExpert([0, 1])));
  write('two.pth', writePytorch(bandExpert([2, 3])));
  write('all.pth', writePytorch(bandExpert([undefined, undefined, 2, 3])));
  write('many.pth', writePytorch(bandExpert([undefined, 3, undefined, undefined, undefined, 2])));
  copyFileSync(lenet, join(folder, 'lenet.pth'));
  await saveForTfjs(bandExpert([2, 3]), join(folder, 'tfjs'));
  const json = JSON.parse(readFileSync(join(folder, 'tfjs/model.json'), 'utf8'));
  mkdirSync(join(folder, 'broken'));
  write('broken/model.json', Buffer.from(JSON.stringify({ ...json, weightsManifest: [] })));
  mkdirSync(join(folder, 'graph'));
  for (const [name, bytes] of bandGraph([2, 3])) write(join('graph', name), bytes);
});

/** What `model.save` writes. */
async function saveForTfjs(weights: StateDict, to: string): Promise<void> {
  const model = perceptron(2);
  loadStateDict(model, weights);
  mkdirSync(to);
  const save = async ({ modelTopology, weightSpecs, weightData }: io.ModelArtifacts) => {
    writeFileSync(join(to, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
    const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    writeFileSync(join(to, 'model.json'), JSON.stringify({ modelTopology, weightsManifest: manifest }));
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } };
  };
  await model.save({ save });
  model.dispose();
}

function perceptron(classes: number): LayersModel {
  return createModel('simple_mlp', { inputShape: [8, 8, 1], classes, hiddenSize, random: () => 0.5 });
}

/** Normalised images of all bands, with their labels. */
function images(count: number): ImageBatch {
  const pixels = Array.from({ length: count }, (_, i) =>
    [...bandPixels(i)].map((value) => (value - 0.25) / 0.35),
  );
  const labels = Int32Array.from({ length: count }, (_, i) => i % 4);
  return { shape: [8, 8, 1], count, pixels: Float32Array.from(pixels.flat()), labels };
}

async function opened(args: readonly string[], wishes: Partial<MergeWishes> = {}) {
  const options = {
    architecture: wishes.architecture,
    resolve: (name: string) => join(folder, name),
    locations: {},
  };
  const files = await Promise.all(args.map((argument) => openExpert(parseExpertArgument(argument), options)));
  const plan = planMerge(files, { ...nothing, ...wishes });
  const loaded = await Promise.all(files.map((file) => file.load(plan.shape)));
  const experts = files.map((file, i) => placeOutputs(file, loaded[i] as (typeof loaded)[0], plan.classes));
  return { plan, experts, dispose: () => loaded.forEach((own) => void own.dispose()) };
}

describe('--initial', () => {
  const options = {
    architecture: undefined,
    resolve: (name: string) => join(folder, name),
    locations: {},
  };
  /** The expert of two.safetensors, and what it is given of a file of initial weights. */
  async function started(initial: StateDict) {
    writeFileSync(join(folder, 'initial.safetensors'), writeSafetensors(initial));
    const file = await openExpert(parseExpertArgument('two.safetensors:top,upper'), options);
    const plan = planMerge([file], nothing);
    const loaded = await file.load(plan.shape);
    try {
      const read = await readInitial('initial.safetensors', plan, options);
      const { loaded: expert, leftOut } = await startedFrom(file.location, loaded, read);
      return { own: await loaded.expert.weights?.(), initial: expert.expert.initialWeights, leftOut };
    } finally {
      loaded.dispose();
    }
  }
  const halved = (classes: number) =>
    new Map(
      [...bandExpert(Array.from({ length: classes }, (_, c) => c))].map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((x) => x / 2) },
      ]),
    );
  // tfjs keeps dense kernels transposed: as sets of values.
  const sorted = (values: Iterable<number>) => [...values].toSorted((a, b) => a - b);

  it('gives the experts the weights that they started from, so that familiarity can be measured', async () => {
    const { initial, leftOut } = await started(halved(2));
    expect(leftOut).toBeUndefined();
    // The last of the model's weights counts the masks that its dropout has drawn.
    expect(initial?.slice(0, -1).map(({ values }) => sorted(values))).toEqual(
      [...halved(2).values()].map(({ data }) => sorted(data)),
    );
  });

  it('may have another head, as a public network has: that is left out, and named', async () => {
    const { own, initial, leftOut } = await started(halved(4));
    const shapes = (weights: Weights | undefined) => weights?.map(({ shape }) => shape.join());
    const differing = shapes(own)?.filter((shape, i) => shape !== shapes(initial)?.[i]);
    expect(differing).toHaveLength(2);
    const name = 'classifier';
    expect(leftOut).toEqual({
      initial: [{ name, shape: [32, 4] }],
      expert: [{ name, shape: [32, 2] }],
    });
  });

  it('may have a head of more layers, and statistics in its trunk: all before the head is taken', async () => {
    const network = (...head: number[]) => {
      const stack = [
        layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1], name: 'conv' }),
        layers.batchNormalization({ name: 'norm' }),
        layers.flatten(),
        ...head.map((units, i) => layers.dense({ units, name: `dense${i}` })),
      ];
      return fromLayers(sequential({ layers: stack }));
    };
    const [expert, start] = [network(2), network(5, 4)];
    const initial = { location: 'public', weights: await byLayers(start) };
    const { loaded, leftOut } = await startedFrom('own', expert, initial);
    expect(leftOut).toEqual({
      initial: [
        { name: 'dense0', shape: [72, 5] },
        { name: 'dense1', shape: [5, 4] },
      ],
      expert: [{ name: 'dense0', shape: [72, 2] }],
    });
    const weights = await start.expert.weights?.();
    const named = (name: string) => weights?.find((each) => each.name === name)?.values;
    expect(loaded.expert.initialWeights).toHaveLength(8);
    for (const { name, values } of loaded.expert.initialWeights ?? [])
      expect(values).toEqual(name.startsWith('dense') ? new Float32Array() : named(name));
    for (const each of [expert, start]) each.dispose();
  });

  it('of another architecture is refused, by what differs', async () => {
    const wide = createModel('simple_mlp', {
      inputShape: [8, 8, 1],
      classes: 2,
      hiddenSize: 77,
      random: Math.random,
    });
    const other = await stateDict(wide);
    wide.dispose();
    await expect(started(other)).rejects.toThrow(/initial.safetensors does not fit two.safetensors: .*77/);
  });
});

it('shows where an expert is without the password and query of its URL', async () => {
  const { location } = await openExpert(
    parseExpertArgument('https://me:secret@host/two.safetensors?sig=secret:top,upper'),
    { architecture: undefined, resolve: () => join(folder, 'two.safetensors'), locations: {} },
  );
  expect(location).toBe('https://host/two.safetensors?…');
});

/** Share of images of the expert's bands that it names. */
function accuracyOf(expert: Expert, classes: readonly string[]): number {
  const all = images(40);
  const own = Array.from({ length: 40 }, (_, i) => i).filter((i) =>
    expert.classes.some((c) => classes[c] === bands[i % 4]),
  );
  const batch = selectImages(all, own);
  const logits = tidy(() => expert.logits(tensor4d(batch.pixels, [batch.count, 8, 8, 1])).arraySync());
  const right = logits.filter((row, i) => {
    const best = expert.classes.reduce((top, c) => ((row[c] as number) > (row[top] as number) ? c : top));
    return classes[best] === bands[(batch.labels as Int32Array)[i] as number];
  });
  return right.length / batch.count;
}

/** Share of images of all bands that the student names. */
function accuracyOfStudent(tensors: StateDict): number {
  const model = perceptron(4);
  loadStateDict(model, tensors);
  const { pixels, labels } = images(40);
  const logits = tidy(() => (model.apply(tensor4d(pixels, [40, 8, 8, 1])) as Tensor2D).arraySync());
  model.dispose();
  return logits.filter((row, i) => row.indexOf(Math.max(...row)) === labels?.[i]).length / 40;
}

/** Of all bands; chance is 0.25. */
const least: Readonly<Record<string, number>> = {
  procedural: 0.9,
  drawn: 0.9,
  minversion: 0.9,
  dimpression: 0.9,
  noise: 0.4,
};

describe('experts of every kind', () => {
  it.each([
    ['two outputs, .pth', 'two.pth:lower,bottom'],
    ['outputs for all classes of the student', 'all.pth:lower,bottom'],
    ['some outputs of many', 'many.pth:lower=5,bottom=1'],
    ['a TensorFlow.js model', 'tfjs/model.json:lower,bottom'],
    ['a frozen TensorFlow.js graph', 'graph/model.json:lower,bottom'],
  ])('%s: its classes are where the student has them', async (_, argument) => {
    const before = memory().numTensors;
    const { plan, experts, dispose } = await opened(['two.safetensors:top,upper', argument]);
    expect(plan).toMatchObject({
      architecture: 'simple_mlp',
      hiddenSize,
      classes: bands,
      shape: [8, 8, 1],
    });
    expect(plan.isDefaultShape).toBe(false);
    expect(experts.map(({ classes }) => classes)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(experts.map((expert) => accuracyOf(expert, plan.classes))).toEqual([1, 1]);
    const rows = experts[1]?.classifierWeights?.();
    if (!argument.startsWith('graph')) expect(rows?.shape).toEqual([4, hiddenSize]);
    rows?.dispose();
    dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('names in another order, and shared ones, are the student’s', async () => {
    const order = { classes: ['bottom', 'upper', 'top', 'lower'] };
    const { plan, experts, dispose } = await opened(
      ['two.safetensors:top,upper', 'two.pth:lower,bottom'],
      order,
    );
    expect(experts.map(({ classes }) => classes)).toEqual([
      [2, 1],
      [3, 0],
    ]);
    expect(experts.map((expert) => accuracyOf(expert, plan.classes))).toEqual([1, 1]);
    dispose();
    const shared = await opened(['two.safetensors:top,upper', 'two.pth:upper,bottom']);
    expect(shared.plan.classes).toEqual(['top', 'upper', 'bottom']);
    shared.dispose();
  });
});

describe.each(mergeSourceNames.filter((name) => name !== 'drawn'))('from %s', (name) => {
  it('a student learns all classes, by the work that was planned, and leaves no tensors', async () => {
    const { plan, experts, dispose } = await opened(['two.safetensors:top,upper', 'two.pth:lower,bottom'], {
      normalization,
    });
    const heldOut = images(40);
    const given = { learned: images(200), heldOut };
    const source = mergeSource(name, { hasImages: false, canDraw: false, normalization });
    const before = memory().numTensors;
    const events: MergeEvent[] = [];
    const merging = mergedExperts({
      plan,
      experts,
      source,
      images: given,
      iterations: 300,
      seed: 1,
      memory: room,
    });
    const merged = await result(merging, (event) => events.push(event));
    expect(memory().numTensors).toBe(before);

    const [estimate, ...rest] = events;
    expect(estimate).toMatchObject({ type: 'estimate', milliseconds: expect.any(Number) });
    // Only a consensus asks what the experts' training started from.
    expect(estimate?.type === 'estimate' && estimate.origin !== undefined).toBe(source.queried !== undefined);
    const done = rest.reduce((total, event) => total + (event.type === 'progress' ? event.work : 0), 0);
    expect(done).toBeCloseTo(estimate?.type === 'estimate' ? estimate.work : 0, 5);
    expect(merged.painted).toBeUndefined();
    expect(merged.given?.reduce((total, { images: count }) => total + count, 0)).toBe(40);
    expect(accuracyOfStudent(merged.tensors)).toBeGreaterThan(least[name] ?? 0.9);
    dispose();
  });
});

it.each(['procedural', 'minversion'])(
  'takes as many images together as is said, and not as fit: %s',
  async (name) => {
    const { plan, experts, dispose } = await opened(['two.safetensors:top,upper', 'two.pth:lower,bottom']);
    let most = 0;
    const watched = experts.map((expert) => ({
      ...expert,
      logits(images: Tensor4D) {
        most = Math.max(most, images.shape[0]);
        return expert.logits(images);
      },
    }));
    const source = mergeSource(name, { hasImages: false, canDraw: false, normalization });
    const merging = mergedExperts({
      ...{ plan: { ...plan, normalization }, experts: watched, source, images: undefined },
      ...{ budget: { effort: 0.01 }, iterations: 2, seed: 1, memory: { machine: 1 }, imagesPerBatch: 7 },
    });
    const events: MergeEvent[] = [];
    await result(merging, (event) => events.push(event));
    expect(most).toBe(7);
    expect(events[0]).toMatchObject({ type: 'estimate', fewer: [] });
    dispose();
  },
);

/** By which way images can be drawn towards each expert. */
const drawings = async (experts: readonly Expert[]) =>
  (await probesOf(experts, [8, 8, 1])).map(({ drawing }) => drawing);

type Merged = Pick<MergeOptions, 'plan' | 'source' | 'iterations'> & { readonly experts: readonly Expert[] };

/** Merges without images of the user; it must do the work that it planned. */
async function mergedAsPlanned({ plan, ...options }: Merged) {
  const events: MergeEvent[] = [];
  const merging = mergedExperts({
    ...options,
    plan: { ...plan, normalization },
    memory: room,
    images: undefined,
    seed: 1,
  });
  const merged = await result(merging, (event) => events.push(event));
  const [estimate, ...rest] = events;
  const progress = rest.flatMap((event) => (event.type === 'progress' ? [event] : []));
  const done = progress.reduce((total, event) => total + event.work, 0);
  expect(done).toBeCloseTo(estimate?.type === 'estimate' ? estimate.work : 0, 5);
  return { merged, progress };
}

/** Weights near the expert's own. */
async function nearby(expert: Expert | undefined): Promise<Weights> {
  const weights = (await expert?.weights?.()) ?? [];
  return weights.map(({ values, ...rest }) => ({
    ...rest,
    values: values.map((value, i) => value + 0.05 * Math.sin(i * i)),
  }));
}

it('estimates an origin where experts started alike, and plans the work of measuring familiarity by it', async () => {
  const { plan, experts, dispose } = await opened(['two.safetensors:top,upper', 'two.pth:lower,bottom']);
  const [one, other] = experts as [Expert, Expert];
  const alike = await nearby(one);
  const source = mergeSource('procedural', { hasImages: false, canDraw: false, normalization });
  const started = [one, { ...other, weights: async () => alike }];
  const { merged } = await mergedAsPlanned({ plan, experts: started, source, iterations: 1 });
  expect(merged.origin).toBe('estimated');
  dispose();
});

describe('from painted images drawn towards experts’ classes', () => {
  /** An expert of two bands that has batch norm before all else, trained on images as they are. */
  function normalizing(classes: readonly [number, number]) {
    const model = perceptron(2);
    loadStateDict(model, bandExpert(classes));
    const norm = layers.batchNormalization();
    const input = layersInput({ shape: [8, 8, 1] });
    const whole = layersModel({
      inputs: input,
      outputs: model.apply(norm.apply(input)) as SymbolicTensor,
    });
    norm.setWeights([1, 0, 0.1, 0.9].map((value) => tensor1d([value])));
    const expert = expertFromLayersModel(whole, { classes: [...classes], outputs: 4 });
    return { expert, dispose: () => void whole.dispose() };
  }

  it('a student learns all classes, by the work that was planned, and leaves no tensors', async () => {
    const { plan, dispose } = await opened(['two.safetensors:top,upper', 'two.pth:lower,bottom']);
    dispose();
    const both = [normalizing([0, 1]), normalizing([2, 3])];
    const experts = both.map(({ expert }) => expert);
    expect(hasBatchNorm(experts[0] as Expert, [8, 8, 1])).toBe(true);
    const source = mergeSource(undefined, { hasImages: false, canDraw: true, normalization });
    expect(source.description).toMatch(/half of them drawn/);
    const before = memory().numTensors;
    const { merged, progress } = await mergedAsPlanned({ plan, experts, source, iterations: 300 });
    expect(memory().numTensors).toBe(before);
    expect(new Set(progress.map(({ phase, expert }) => `${phase} ${expert}`))).toContain('drawing 1');
    // All experts are queried on all images, the drawn ones of each other included.
    const queries = progress.filter(({ phase }) => phase === 'query');
    expect(new Set(queries.map(({ expert, total }) => `${expert} of ${total}`))).toEqual(
      new Set(['0 of 5000', '1 of 5000']),
    );
    expect(accuracyOfStudent(merged.tensors)).toBeGreaterThan(0.9);
    for (const { images: count, own } of merged.painted ?? []) {
      expect(count).toBe(500);
      expect(own).toBeGreaterThan(0.6);
    }
    for (const own of both) own.dispose();
  });

  it('leaves no tensors if it is stopped midway', async () => {
    const { plan, dispose } = await opened(['two.safetensors:top,upper', 'two.pth:lower,bottom']);
    dispose();
    const own = normalizing([0, 1]);
    const before = memory().numTensors;
    const merging = mergedExperts({
      memory: room,
      plan: { ...plan, normalization },
      experts: [own.expert],
      source: mergeSource('drawn', { hasImages: false, canDraw: true, normalization }),
      ...{ images: undefined, iterations: 1, seed: 1 },
    });
    for await (const event of merging) if (event.type === 'progress' && event.phase === 'drawing') break;
    expect(memory().numTensors).toBe(before);
    own.dispose();
  });

  it('is refused if no expert has batch norm or known initial weights', async () => {
    const { experts, dispose } = await opened(['two.safetensors:top,upper', 'two.pth:lower,bottom']);
    expect(await drawings(experts)).toEqual(experts.map(() => undefined));
    dispose();
    expect(() => mergeSource('drawn', { hasImages: false, canDraw: false, normalization })).toThrow(
      /drawn was given.*batch norm.*Give --initial, or choose --source procedural/,
    );
  });

  it('towards experts of known initial weights: a student learns all classes, by the work that was planned', async () => {
    const {
      plan,
      experts: bare,
      dispose,
    } = await opened(['two.safetensors:top,upper', 'two.pth:lower,bottom']);
    const experts: Expert[] = [];
    for (const expert of bare) experts.push({ ...expert, initialWeights: await nearby(expert) });
    const [first] = experts as [Expert];
    const turned =
      first.initialWeights?.map((each) => ({ ...each, values: each.values.map((value) => -value) })) ?? [];
    const stranger = { ...first, initialWeights: turned };
    expect(await drawings([...experts, stranger])).toEqual(['ascent', 'ascent', undefined]);
    const before = memory().numTensors;
    const source = mergeSource(undefined, { hasImages: false, canDraw: true, normalization });
    const { merged, progress } = await mergedAsPlanned({ plan, experts, source, iterations: 300 });
    expect(memory().numTensors).toBe(before);
    expect(new Set(progress.map(({ phase, expert }) => `${phase} ${expert}`))).toContain('drawing 1');
    const queries = progress.filter(({ phase }) => phase === 'query');
    expect(new Set(queries.map(({ expert }) => expert))).toEqual(new Set([0, 1]));
    expect(accuracyOfStudent(merged.tensors)).toBeGreaterThan(0.9);
    dispose();
  });
});

it('the student of a TensorFlow.js model has its network, or that of a state dict if it is to be a file', async () => {
  const both = ['tfjs/model.json:a,b', 'two.pth:c,d'];
  const architecture = async (wishes: Partial<MergeWishes>) => {
    const { plan, dispose } = await opened(both, wishes);
    dispose();
    return plan.architecture;
  };
  expect(await architecture({ asFolder: true })).toBe('tfjs');
  expect(await architecture({})).toBe('simple_mlp');
});

it('images are not painted without knowing the pixels that the experts know', () => {
  const choose = (name: string | undefined) =>
    mergeSource(name, { hasImages: false, canDraw: false, normalization: undefined });
  expect(() => choose(undefined)).toThrow(/no file gives its normalisation.*--mean and --std.*minversion/);
  expect(choose('minversion').description).toContain('model inversion');
});

it('a student learns from the images given, agrees on others, and can be an expert again', async () => {
  const { plan, experts, dispose } = await opened(['two.safetensors:top,upper', 'two.pth:lower,bottom'], {
    normalization,
  });
  const given = { learned: images(200), heldOut: images(40) };
  const merged = await result(
    mergedExperts({
      memory: room,
      plan,
      experts,
      source: mergeSource(undefined, { hasImages: true, canDraw: false, normalization }),
      images: given,
      iterations: 300,
      seed: 1,
    }),
  );
  expect(accuracyOfStudent(merged.tensors)).toBeGreaterThan(0.95);
  for (const { own } of merged.given ?? []) expect(own).toBeGreaterThan(0.95);
  dispose();

  const student = join(folder, 'student.safetensors');
  await writeStudent(student, merged, plan);
  expect(await isStudent(student)).toBe(true);
  for (const other of ['two.safetensors', 'two.pth'])
    expect(await isStudent(join(folder, other))).toBe(false);
  const again = await opened(['student.safetensors', 'two.pth:lower,bottom']);
  expect(again.plan).toMatchObject({ classes: bands, normalization, shape: [8, 8, 1] });
  const [expert] = again.experts;
  expect(expert && (await result(agreement(expert, expert, images(8))))).toEqual({ images: 8, own: 1 });
  again.dispose();
});

describe('what cannot be merged is refused', () => {
  it.each<[string, readonly string[], Partial<MergeWishes>, RegExp]>([
    ['an expert whose classes are not named', ['two.pth'], {}, /does not name its classes.*two\.pth:cat,dog/],
    [
      'more outputs than classes',
      ['many.pth:lower,bottom'],
      {},
      /many\.pth has 6 outputs, and 2 classes.*cat=3/,
    ],
    [
      'outputs that are not there',
      ['many.pth:lower=5,bottom=6,"a,b"=9'],
      {},
      /many\.pth has 6 outputs, and bottom=6,"a,b"=9 was given\. Expected outputs from 0 to 5\. Correct the numbers/,
    ],
    ['an unknown architecture', ['two.pth:a,b'], { architecture: 'lenett' }, /lenett.*Did you mean "lenet"/],
    [
      'classes that no expert teaches',
      ['two.pth:a,b'],
      { classes: ['a', 'b', 'c'] },
      /--classes is a,b,c.*a,b/,
    ],
    ['a missing class', ['two.pth:a,b'], { classes: ['a'] }, /each once: a,b/],
    [
      'another size than the expert’s',
      ['two.pth:a,b'],
      { shape: [9, 9, 1] },
      /two\.pth is not for images of 9x9x1: its features\.0\.weight is \[32,64\], .*Give this size: --input/,
    ],
    [
      'a size that no model of the expert’s architecture takes',
      ['lenet.pth:a,b'],
      { shape: [28, 28, 1] },
      /lenet\.pth \(lenet\) takes images with sides of 32 to 35 pixels, and --input, or another expert, says 28x28x1\. .* Correct --input, or merge/,
    ],
    [
      'a normalisation of other channels',
      ['two.pth:a,b'],
      { normalization: { mean: [0, 0, 0], std: [1, 1, 1] } },
      /3 means and 3 standard deviations were given for images of 1/,
    ],
    [
      'only a frozen graph, without architecture',
      ['graph/model.json:a,b'],
      { shape: [8, 8, 1] },
      /--architecture lenet\|/,
    ],
    [
      'a TensorFlow.js model without all weights',
      ['broken/model.json:a,b'],
      {},
      /broken\/model\.json cannot be loaded: .*again/,
    ],
    [
      'a graph for another size',
      ['graph/model.json:a,b'],
      { architecture: 'simple_mlp', shape: [9, 9, 1] },
      /cannot be loaded.*--input/,
    ],
    ['a file that is none', ['none.pth:a,b'], {}, /there is no such file/],
  ])('%s', async (_, args, wishes, message) => {
    const error = await opened(args, wishes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).name).toMatch(/^(MergeError|LocationError)$/);
    expect((error as Error).message).toMatch(message);
  });

  it('files that contradict each other', async () => {
    const write = (name: string, metadata: Record<string, string>) =>
      writeFileSync(join(folder, name), writeSafetensors(bandExpert([0, 1]), metadata));
    write('one.safetensors', { mean: '0.5', std: '1', classes: '["a","b"]' });
    write('other.safetensors', { mean: '0.4', std: '1', classes: '["c","d"]' });
    const opening = opened(['one.safetensors', 'other.safetensors']);
    await expect(opening).rejects.toThrow(MergeError);
    await expect(opening).rejects.toThrow(
      /one\.safetensors says normalization .*other\.safetensors .* --mean and --std/,
    );
  });
});
