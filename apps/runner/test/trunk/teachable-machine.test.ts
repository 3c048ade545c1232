import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadCifar10 } from '@exmodel/benchmarks';
import { adam, crossEntropySum, gradientStep, oneHotRows, Random } from '@exmodel/distill';
import { reestimateBatchNorm, studentFromLayersModel } from '@exmodel/distill/layers';
import { tfjsHandler } from '@exmodel/models/tfjs';
import {
  div,
  reshape,
  type Scalar,
  type Tensor2D,
  type Tensor4D,
  tensor2d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { type LayersModel, layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseBackend } from '../../src/backends/choose-backend';
import { command } from '../exmodel-command';
import { enlarged, type Photographs, photographs } from '../photographs';
import { teachableMachine, writeTeachableMachine } from '../teachable-machine';
import { temporaryFolder } from '../temporary-folder';

/**
 * `pnpm test:trunk`: two exports in Teachable Machine's form, of 224 × 224 pixels, are merged by the command with nothing else typed. It prints
 * how long that took, the memory, and the accuracy of all on real photographs. The MobileNetV2 of both is drawn at random, its batch norm
 * estimated on photographs; their heads are trained on CIFAR-10's, enlarged.
 */
const cwd = temporaryFolder(afterAll);
const size = 224;
/** CIFAR-10's numbers of the classes of each expert. */
const experts = [
  { name: 'catsdogs', labels: ['cat', 'dog'], classes: [3, 5] },
  { name: 'carsboats', labels: ['car', 'boat'], classes: [1, 8] },
] as const;
const all = experts.flatMap(({ classes }) => classes);
const each = { trained: 100, tested: 100 };

beforeAll(async () => void (await chooseBackend('wasm')));

it('two exports of 224 × 224 are merged in the memory there is', async () => {
  const { train, test } = await loadCifar10();
  const learned = photographs(train, all, each.trained);
  const tested = photographs(test, all, each.tested);
  const exports = experts.map(({ labels }, headSeed) =>
    teachableMachine({ size, alpha: 0.35, classes: labels.length, trunkSeed: 1, headSeed }),
  );
  const [first, second] = exports as [LayersModel, LayersModel];
  const trunk = first.layers[0] as LayersModel;
  await estimateBatchNorm(trunk, learned.pixels);
  (second.layers[0] as LayersModel).setWeights(trunk.getWeights());
  const [seen, unseen] = [await featuresOf(trunk, learned), await featuresOf(trunk, tested)];
  for (const [i, { name, labels, classes }] of experts.entries()) {
    const model = exports[i] as LayersModel;
    await trainHead(model.layers[1] as LayersModel, seen, classes);
    await writeTeachableMachine(join(cwd, name), model, labels);
  }

  const began = performance.now();
  const { stdout, megabytes, seconds } = await merge(experts.map(({ name }) => name));
  const minutes = (performance.now() - began) / 60_000;

  const student = await loadLayersModel(tfjsHandler(join(cwd, 'student', 'model.json')));
  const predicted = await scoresOf(student, tested.pixels);
  const answers = await Promise.all(
    exports.map(async (model) => rowsOf(model.layers[1] as LayersModel, unseen.features)),
  );
  const ensemble = (answers[0] ?? []).map((row, i) => [...row, ...(answers[1]?.[i] ?? [])]);
  const own = ensemble.map((row, i) => {
    const expert = experts.findIndex(({ classes }) => classes.some((c) => c === tested.labels[i]));
    return row.map((score, c) => (Math.floor(c / 2) === expert ? score : -1));
  });
  console.log(stdout);
  console.log(
    [
      ['minutes', minutes.toFixed(1)],
      ['seconds of processors', seconds.toFixed(0)],
      ['peak memory', `${Math.round(megabytes)} MB`],
      [
        'photographs',
        `${tested.labels.length} of classes ${experts.flatMap(({ labels }) => labels).join(', ')}`,
      ],
      ['each by its own expert', percent(accuracy(own, tested.labels))],
      ['highest probability of all experts', percent(accuracy(ensemble, tested.labels))],
      ['student', percent(accuracy(predicted, tested.labels))],
    ]
      .map(([what = '', value = '']) => `${what.padEnd(36)}${value}`)
      .join('\n'),
  );
  expect(megabytes).toBeLessThan(2000);
  expect(accuracy(predicted, tested.labels)).toBeGreaterThan(0.9 * accuracy(ensemble, tested.labels));
});

async function estimateBatchNorm(trunk: LayersModel, pixels: Float32Array): Promise<void> {
  const images = tidy(() => enlarged(pixels, size, 0, 32).dataSync<'float32'>().slice());
  await reestimateBatchNorm(trunk, { shape: [size, size, 3], count: 32, pixels: images }, { batchSize: 32 });
}

async function scoresOf(model: LayersModel, pixels: Float32Array): Promise<number[][]> {
  const rows: number[][] = [];
  const count = 20;
  for (let from = 0; from * 3072 < pixels.length; from += count) {
    const scores = tidy(
      () => model.apply(enlarged(pixels, size, from, count), { training: false }) as Tensor2D,
    );
    rows.push(...(await scores.array()));
    scores.dispose();
  }
  return rows;
}

interface Features {
  readonly features: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

async function featuresOf(trunk: LayersModel, { pixels, labels }: Photographs): Promise<Features> {
  return { features: await scoresOf(trunk, pixels), labels };
}

function batchOf(rows: readonly (readonly number[])[]): Tensor4D {
  return tensor4d(Float32Array.from(rows.flat()), [rows.length, 1, 1, rows[0]?.length ?? 0]);
}

/** As Teachable Machine trains: 50 rounds of Adam in batches of 16. */
async function trainHead(head: LayersModel, { features, labels }: Features, classes: readonly number[]) {
  const flat = sequential();
  flat.add(layers.flatten({ inputShape: [1, 1, features[0]?.length ?? 0] }));
  flat.add(head);
  const student = studentFromLayersModel(flat);
  const own = labels.flatMap((label, i) => (classes.includes(label) ? [i] : []));
  const optimizer = adam(student.variables, { learningRate: 1e-3 });
  const random = Random.seeded(1, 'head');
  for (let epoch = 0; epoch < 50; epoch++) {
    const order = random.permutation(own.length);
    for (let from = 0; from < own.length; from += 16) {
      const batch = [...order.subarray(from, from + 16)].map((i) => own[i] as number);
      tidy(() => {
        const x = batchOf(batch.map((i) => features[i] ?? []));
        const own = Int32Array.from(batch, (i) => classes.indexOf(labels[i] as number));
        const wanted = tensor2d(oneHotRows(own, classes.length), [batch.length, classes.length]);
        gradientStep(
          student.variables,
          optimizer,
          () => div(crossEntropySum(student.logits(x, { training: true }), wanted), batch.length) as Scalar,
        );
      });
    }
  }
  optimizer.dispose();
}

async function rowsOf(head: LayersModel, features: Features['features']): Promise<number[][]> {
  const rows = tidy(() => {
    const x = reshape(batchOf(features), [features.length, -1]);
    return head.apply(x, { training: false }) as Tensor2D;
  });
  try {
    return await rows.array();
  } finally {
    rows.dispose();
  }
}

interface Merged {
  readonly stdout: string;
  /** The most memory that the process held. */
  readonly megabytes: number;
  /** Time of processors, all threads together. */
  readonly seconds: number;
}

/** The command as users type it. */
async function merge(names: readonly string[]): Promise<Merged> {
  const report = `data:text/javascript,process.on('exit',()=>console.error('used',process.resourceUsage().maxRSS,process.cpuUsage().user+process.cpuUsage().system))`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', report, command, 'merge', ...names],
    { cwd, env: { ...process.env, INIT_CWD: cwd }, encoding: 'utf8' },
  );
  const [, kilobytes, microseconds] = /used (\d+) (\d+)/.exec(stderr) ?? [];
  return { stdout, megabytes: Number(kilobytes) / 1024, seconds: Number(microseconds) / 1e6 };
}

function accuracy(scores: readonly (readonly number[])[], labels: readonly number[]): number {
  const right = scores.filter((row, i) => all[row.indexOf(Math.max(...row))] === labels[i]);
  return right.length / labels.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
