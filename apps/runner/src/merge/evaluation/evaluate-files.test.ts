import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bandExpert, bandGraph, bands } from '../../../test/band-experts';
import { writeLabelledBands } from '../../../test/band-photos';
import { temporaryFolder } from '../../../test/temporary-folder';
import { result } from '../../../test/tiny-stream';
import { chooseBackend } from '../../backends/choose-backend';
import { terminal } from '../../reports/renderers/terminal';
import { parseExpertArgument } from '../expert-argument';
import { type EvaluationEvent, evaluateFiles } from './evaluate-files';
import { addEvaluations, differenceOf, evaluationSchema } from './evaluation-counts';
import { evaluationReport } from './evaluation-report';

const folder = temporaryFolder(afterAll);
const normalization = { mean: [0.25], std: [0.35] };
/** It takes the two upper bands for each other. */
const student = `student.pth:${bands}`;
const experts = ['north.pth:top,upper', 'south.pth:bottom,lower'];

beforeAll(async () => {
  await chooseBackend('wasm');
  const write = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes);
  write('student.pth', writePytorch(bandExpert([1, 0, 2, 3])));
  write('student.safetensors', writeSafetensors(bandExpert([1, 0, 2, 3])));
  write('other.pth', writePytorch(bandExpert([0, 1, 2, 3])));
  write('north.pth', writePytorch(bandExpert([0, 1])));
  write('south.pth', writePytorch(bandExpert([3, 2])));
  write('wide.pth', writePytorch(bandExpert([3, 2], 48)));
  mkdirSync(join(folder, 'graph'));
  for (const [name, bytes] of bandGraph([2, 3])) write(join('graph', name), bytes);
  writeLabelledBands(join(folder, 'photos'), bands, 10);
  writeLabelledBands(join(folder, 'elsewhere'), bands.slice(0, 3), 4);
});

interface Request {
  readonly experts?: readonly string[];
  readonly images?: string;
  readonly strict?: boolean;
  readonly memory?: number;
}

function evaluated(
  of: string,
  { experts: named = experts, images = 'photos', strict = false, memory: machine = 4e9 }: Request = {},
  events: EvaluationEvent[] = [],
) {
  const evaluating = evaluateFiles({
    student: parseExpertArgument(of),
    experts: named.map(parseExpertArgument),
    wishes: { shape: [8, 8, 1], normalization },
    images: { folder: join(folder, images), strict },
    memory: { machine },
    resolve: (location) => join(folder, location),
    locations: {},
  });
  return result(evaluating, (event) => events.push(event));
}

/** The work that was planned is what was done. */
function expectPlanned([planned, ...rest]: readonly EvaluationEvent[]): void {
  const done = rest.reduce((total, event) => total + (event.type === 'progress' ? event.work : 0), 0);
  expect(planned).toEqual({ type: 'planned', work: done });
}

it('counts what the student, its experts and the free baselines get right, by the work that was planned', async () => {
  const before = memory().numTensors;
  const events: EvaluationEvent[] = [];
  const evaluation = await evaluated(student, {}, events);
  expect(memory().numTensors).toBe(before);
  expect(evaluation.models.map(({ name }) => name)).toEqual([
    'student',
    'ensemble of the experts',
    'expert of lowest entropy',
    'mean of the experts’ weights',
  ]);
  expect(evaluation.models[0]).toMatchObject({
    confusion: [
      [0, 10, 0, 0],
      [10, 0, 0, 0],
      [0, 0, 10, 0],
      [0, 0, 0, 10],
    ],
    ...{ alone: 0, studentAlone: 0 },
  });
  for (const baseline of evaluation.models.slice(1)) {
    expect(baseline.confusion.map((row, i) => row[i])).toEqual([10, 10, 10, 10]);
    expect(baseline).toMatchObject({ alone: 20, studentAlone: 0 });
  }
  expect(evaluation.experts).toEqual([
    { name: 'north.pth', classes: ['top', 'upper'], images: 20, own: 20, student: 0, studentAmongAll: 0 },
    {
      name: 'south.pth',
      classes: ['bottom', 'lower'],
      images: 20,
      own: 20,
      student: 20,
      studentAmongAll: 20,
    },
  ]);
  expectPlanned(events);
  // The interval of 20 of 40, and that of the paired difference of 20 images.
  const text = terminal.render(evaluationReport(evaluation));
  expect(text).toContain('student.pth on 40 labelled images\n');
  expect(text).toMatch(/│ student +│ +50\.0 │ +35\.2 – 64\.8 │/);
  expect(text).toMatch(/│ ensemble of the experts +│ +100\.0 │ +91\.2 – 100\.0 │ +[-−]50\.0 ± 15\.5 │/);
  expect(text).toMatch(/│ top +│ +10 │ +0\.0 │ +100\.0 │/);
  expect(text).toMatch(/│ north\.pth +│ +20 │ +100\.0 │ +0\.0 │ +0\.0 │/);
});

it('tests a student alone', async () => {
  const alone = await evaluated(student, { experts: [] });
  expect(alone.models).toHaveLength(1);
  expect(terminal.render(evaluationReport(alone))).not.toContain('expert');
});

it.each([
  ['a graph', 'graph/model.json:lower,bottom'],
  ['a network of another size', 'wide.pth:bottom,lower'],
])('plans and tests no mean of weights where one expert is %s', async (_, other) => {
  const events: EvaluationEvent[] = [];
  const beside = await evaluated(student, { experts: ['north.pth:top,upper', other] }, events);
  expectPlanned(events);
  expect(beside.models.map(({ name }) => name)).toEqual([
    'student',
    'ensemble of the experts',
    'expert of lowest entropy',
  ]);
});

describe('results of several sites', () => {
  it('add up to those of all images, whatever the format of the student’s file', async () => {
    const one = await evaluated(student);
    const other = await evaluated(`student.safetensors:${bands}`, { images: 'elsewhere' });
    expect(differenceOf(one, other)).toBeUndefined();
    const both = evaluationSchema.parse(JSON.parse(JSON.stringify(addEvaluations(one, other))));
    expect(both).toMatchObject({
      sites: 2,
      models: [
        {
          confusion: [
            [0, 14, 0, 0],
            [14, 0, 0, 0],
            [0, 0, 14, 0],
            [0, 0, 0, 10],
          ],
        },
        { alone: 28 },
        {},
        {},
      ],
      experts: [{ images: 28 }, { images: 24, own: 24 }],
    });
    expect(terminal.render(evaluationReport(both))).toContain('on 52 labelled images of 2 sites\n');
  });

  it('are not of another student, or beside other experts', async () => {
    const one = await evaluated(student);
    expect(differenceOf(one, await evaluated(`other.pth:${bands}`))).toBe('student');
    expect(differenceOf(one, await evaluated(student, { experts: [] }))).toBe('baselines');
    const swapped = await evaluated(student, { experts: experts.toReversed() });
    expect(differenceOf(one, swapped)).toBe('experts');
    expect(
      differenceOf(one, await evaluated('student.pth:a,b,c,d', { experts: [], images: 'letters' })),
    ).toBe('classes');
  });

  beforeAll(() => writeLabelledBands(join(folder, 'letters'), ['a', 'b', 'c', 'd'], 1));
});

describe('folders of images', () => {
  it('stand for classes whose names no folder can have', async () => {
    writeLabelledBands(join(folder, 'slashes'), ['T-shirt_top'], 2);
    const { models } = await evaluated('student.pth:b,T-shirt/top,c,d', { experts: [], images: 'slashes' });
    expect(models[0]?.confusion[1]).toEqual([0, 2, 0, 0]);
  });

  it('that are no class are refused, with the nearest one; empty ones and other files do not matter', async () => {
    writeLabelledBands(join(folder, 'wrong'), ['top', 'uper'], 1);
    await expect(evaluated(student, { images: 'wrong' })).rejects.toThrow(
      /--images .*wrong holds the folder uper, which is no class of the student.*Did you mean "upper"\?/,
    );
    writeLabelledBands(join(folder, 'mixed'), ['top'], 3);
    mkdirSync(join(folder, 'mixed', '.cache'));
    for (const name of ['notes.txt', 'top/cut.png']) writeFileSync(join(folder, 'mixed', name), '\u0089PNG');
    const events: EvaluationEvent[] = [];
    const { models } = await evaluated(student, { images: 'mixed' }, events);
    expect(models[0]?.confusion[0]).toEqual([0, 3, 0, 0]);
    expect(events.flatMap((event) => (event.type === 'skipped' ? event.files : []))).toEqual([
      'notes.txt',
      'top/cut.png',
    ]);
    const strict = { images: 'mixed', strict: true };
    await expect(evaluated(student, strict)).rejects.toThrow(/mixed holds notes\.txt.*omit --strict/);
  });

  it('without images, or without a class among them, are refused', async () => {
    mkdirSync(join(folder, 'empty'));
    await expect(evaluated(student, { images: 'empty' })).rejects.toThrow(/one folder per class/);
    writeLabelledBands(join(folder, 'spoilt'), ['top'], 0);
    writeFileSync(join(folder, 'spoilt', 'top', 'cut.png'), '\u0089PNG');
    await expect(evaluated(student, { images: 'spoilt' })).rejects.toThrow(
      /none of its 1 images can be read/,
    );
  });
});

it('images are refused of which a model could not take a single one', async () => {
  await expect(evaluated(student, { memory: 200 })).rejects.toThrow(
    /^the images are 8x8x1, and a simple_mlp needs at least .* 200 B.* --input/,
  );
});

it('experts of other classes are refused', async () => {
  await expect(evaluated(student, { experts: ['north.pth:top,uper'] })).rejects.toThrow(
    /north\.pth has the class uper, and the student student\.pth has none of that name/,
  );
});
