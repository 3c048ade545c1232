import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClosedSinkError } from '../src/closed-sink-error';
import { csvSink } from '../src/csv-sink';
import { eventJson } from '../src/event-json';
import { jsonlSink } from '../src/jsonl-sink';
import { memorySink } from '../src/memory-sink';
import { mlflowSink } from '../src/mlflow';
import { progressSink } from '../src/progress-sink';
import type { RunEvent } from '../src/run-event';
import type { Sink } from '../src/sink';
import { stampEvent } from '../src/stamp-event';
import { tensorboardSink } from '../src/tensorboard/tensorboard-sink';
import { textSink } from '../src/text-sink';
import { wandbSink } from '../src/wandb';
import { fakeMlflow } from './fake-mlflow';
import { readEventFile } from './read-event-file';
import { readWandbFile } from './read-wandb-file';

/** A sink and what has come out of it so far. `live`: escape codes and carriage returns belong there. */
interface Subject {
  readonly sink: Sink;
  readonly output: () => string;
  readonly live?: boolean;
}

let folder: string;
let files = 0;
let mlflow: Awaited<ReturnType<typeof fakeMlflow>>;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exmodel-loggers-'));
  mlflow = await fakeMlflow(afterAll);
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
  fs.rmSync(path.dirname(png), { recursive: true });
});

function onFile(
  make: (path: string) => Sink,
  read = (file: string) => fs.readFileSync(file, 'utf8'),
): Subject {
  const file = path.join(folder, `log-${files++}`);
  return { sink: make(file), output: () => (fs.existsSync(file) ? read(file) : '') };
}

function onStream(isTTY: boolean): Subject {
  let text = '';
  const stream = {
    isTTY,
    columns: 60,
    write(part: string) {
      text += part;
    },
  };
  return { sink: progressSink(stream, { env: {} }), output: () => text, live: isTTY };
}

const subjects: Record<string, () => Subject> = {
  jsonlSink: () => onFile(jsonlSink),
  textSink: () => onFile(textSink),
  'progressSink on a terminal': () => onStream(true),
  'progressSink on a pipe': () => onStream(false),
  memorySink: () => {
    const sink = memorySink();
    return { sink, output: () => sink.events.map((event) => `${eventJson(event)}\n`).join('') };
  },
};

/** Sinks that keep numbers and no words: their output is here a line a number. */
const numberSinks: Record<string, () => Subject> = {
  csvSink: () => onFile(csvSink),
  tensorboardSink: () => {
    const file = path.join(folder, `log-${files++}`);
    const scalars = () => readEventFile(file).points.filter(({ scalar }) => scalar !== undefined);
    const lines = () => scalars().map(({ scalar }) => `${scalar}\n`);
    return { sink: tensorboardSink(file), output: () => (fs.existsSync(file) ? lines().join('') : '') };
  },
  wandbSink: () => onFile(wandb, (file) => wandbPoints(file).join('')),
};

const wandb = (file: string) => wandbSink(file, { project: 'p', run: 'r', group: 'g' });
const wandbPoints = (file: string) =>
  readWandbFile(file).flatMap(({ field, values }) => {
    const { experience: _, step: _step, _step: _place, ...numbers } = values;
    return field === 2 ? Object.values(numbers).map((value) => `${value}\n`) : [];
  });

/** Sinks that send what they are given a little later, until they are closed. */
const laterSinks: Record<string, () => Subject> = {
  mlflowSink: () => {
    const run = `run ${files++}`;
    const metrics = () => mlflow.runs.find(({ name }) => name === run)?.metrics ?? [];
    return {
      sink: mlflowSink({ server: mlflow.address, experiment: 'x', run }),
      output: () =>
        metrics()
          .map(({ value }) => `${value}\n`)
          .join(''),
    };
  },
};

/** One pixel. */
const png = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'exmodel-loggers-')), 'samples.png');
fs.writeFileSync(
  png,
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

const spread = { min: -1, max: 3, counts: [3, 0, 5], sum: 9, sumOfSquares: 20.5 };
/** At least one of each type: the compiler refuses a list that lacks one. */
const everyEvent: readonly RunEvent[] = Object.values<readonly RunEvent[]>({
  run: [{ type: 'run', name: 'smnist', jobs: ['a', 'b'], backend: 'wasm', seed: 1234, config: { lr: 1 } }],
  histogram: [{ type: 'histogram', job: 'b', experience: 0, name: 'weights/fc', ...spread }],
  image: [{ type: 'image', job: 'b', experience: 0, name: 'samples', path: png }],
  progress: [
    {
      ...{ type: 'progress', phase: 'experts', detail: '', done: 1, total: 2 },
      ...{ work: { done: 1, total: 4 }, values: { loss: 1 } },
    },
    {
      ...{ type: 'progress', phase: 'b', detail: '', done: 1, total: 2, values: { loss: 0.25 } },
      curve: { name: 'x', step: 1 },
    },
  ],
  metric: [
    { type: 'metric', job: 'b', experience: 0, step: 1000, name: 'accuracy', value: 0.5 },
    { type: 'metric', job: 'b', experience: 0, name: 'accuracy', value: 0.5 },
    { type: 'metric', job: 'b', experience: 1, name: 'accuracy', value: 0.5 },
  ],
  message: [
    { type: 'message', level: 'info', text: 'one' },
    { type: 'message', level: 'warning', text: 'two' },
    { type: 'message', level: 'error', text: 'three' },
  ],
  job: [
    { type: 'job', job: 'a', state: 'skipped', detail: 'has results' },
    { type: 'job', job: 'b', state: 'started' },
    { type: 'job', job: 'b', state: 'failed', detail: 'out of memory' },
    { type: 'job', job: 'b', state: 'diverged', detail: 'at step 3' },
    { type: 'job', job: 'c', state: 'cancelled' },
    { type: 'job', job: 'b', state: 'finished' },
  ],
  end: [
    { type: 'end', state: 'interrupted' },
    { type: 'end', state: 'failed' },
    { type: 'end', state: 'finished' },
  ],
} satisfies { readonly [Type in RunEvent['type']]: readonly Extract<RunEvent, { type: Type }>[] }).flat();

const nowhere = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 0, 1e300];
const weirdTexts = [
  '',
  '\n',
  'a\nb\r\nc',
  '\u001b[31mred\u001b[0m\u0007\t\u009b2J',
  '\ud800',
  '𝛑 漢字 e\u0301',
  '\u2028\u0085',
  '\u202etxt.exe\u2066',
  'x'.repeat(1e4),
];
/** Those of them that steer a terminal or hide text; a line feed ends each line. */
const steering = ['\r', '\t', '\u0007', '\u001b', '\u0085', '\u009b', '\u2028', '\u202e', '\u2066'];
const weirdEvents: readonly RunEvent[] = [
  ...nowhere.flatMap((value): RunEvent[] => [
    { type: 'metric', job: 's', experience: value, step: value, name: 'accuracy', value },
    {
      ...{ type: 'histogram', job: 's', experience: value, name: `h${value}`, min: value, max: value },
      ...{ counts: value > 0 ? [value] : [], sum: value, sumOfSquares: value },
    },
    { type: 'progress', phase: `p${value}`, detail: '', done: value, total: 10 },
    {
      type: 'progress',
      phase: `q${value}`,
      detail: '',
      done: 1,
      total: value,
      work: { done: 1, total: value },
    },
    {
      type: 'progress',
      phase: 'r',
      detail: '',
      done: value,
      total: value,
      work: { done: value, total: value },
      values: { value },
    },
  ]),
  ...weirdTexts.flatMap((text): RunEvent[] => [
    { type: 'message', level: 'error', text },
    { type: 'job', job: text, state: 'failed', detail: text },
    { type: 'metric', job: text, experience: 0, name: text, value: 1 },
    { type: 'histogram', job: text, experience: 0, name: text, ...spread },
    { type: 'progress', phase: text, detail: text, done: 1, total: 2, values: { [text]: 1 } },
  ]),
];

/** Two seconds apart, so that nothing is thinned out by sinks that thin out. */
const feed = (sink: Sink, events: readonly RunEvent[]) => {
  for (const [i, event] of events.entries()) sink.write(stampEvent(event, 1_000_000 + 2000 * i));
};

describe.each(Object.entries(subjects))('%s', (_, make) => {
  test('accepts every type of event and shows what people must see', async () => {
    const { sink, output } = make();
    feed(sink, everyEvent);
    await sink.close();
    for (const word of [
      'smnist',
      'a skipped|skipped.*has results',
      'experts',
      'one',
      'two',
      'three',
      'out of memory',
      'diverged.*at step 3',
      'finished',
    ]) {
      expect(output()).toMatch(new RegExp(word));
    }
  });

  test('has written a message by the time write returns', async () => {
    const { sink, output } = make();
    feed(sink, [{ type: 'message', level: 'info', text: 'before the crash' }]);
    expect(output()).toMatch(/before the crash.*\n$/);
    await sink.close();
  });

  test('survives weird numbers and texts without breaking its lines', async () => {
    const { sink, output, live } = make();
    feed(sink, weirdEvents);
    await sink.close();
    expect(output()).toContain('x'.repeat(50));
    const text = live ? stripVTControlCharacters(output()).replaceAll('\r', '') : output();
    expect(steering.filter((character) => text.includes(character))).toEqual([]);
    expect(output()).toContain('\\u001b[31mred');
  });
});

describe.each(Object.entries({ ...subjects, ...numberSinks, ...laterSinks }))('%s', (_, make) => {
  test('closing again, and closing before any event, does nothing', async () => {
    const fresh = make();
    await fresh.sink.close();
    await fresh.sink.close();
    expect(fresh.output()).toBe('');
    const used = make();
    feed(used.sink, everyEvent);
    await used.sink.close();
    const output = used.output();
    await used.sink.close();
    expect(used.output()).toBe(output);
  });

  test('a write after close throws ClosedSinkError naming the sink and leaves no trace', async () => {
    const { sink, output } = make();
    await sink.close();
    const late = () => feed(sink, [{ type: 'message', level: 'info', text: 'late' }]);
    expect(late).toThrow(ClosedSinkError);
    expect(late).toThrow(expect.objectContaining({ sink: sink.name }));
    expect(output()).toBe('');
  });
});

describe.each(Object.entries(numberSinks))('%s', (_, make) => {
  test('has written a metric by the time write returns, and accepts every type of event', async () => {
    const { sink, output } = make();
    feed(sink, everyEvent);
    expect(output()).toMatch(/0\.5\n$/);
    await sink.close();
  });

  test('survives weird numbers and texts', async () => {
    const { sink, output } = make();
    feed(sink, weirdEvents);
    feed(sink, everyEvent);
    await sink.close();
    expect(output()).toMatch(/-1[\s\S]*0\.5\n$/);
  });
});

describe.each(Object.entries(laterSinks))('%s', (_, make) => {
  test('has sent all metrics by the time close ends, whatever the events hold', async () => {
    const { sink, output } = make();
    feed(sink, weirdEvents);
    feed(sink, everyEvent);
    await sink.close();
    expect(output()).toMatch(/-1[\s\S]*0\.5\n$/);
  });
});

test.each(Object.entries({ jsonlSink, textSink, csvSink, tensorboardSink, wandb }))(
  '%s goes on in the file that it opened at its first event, and writes nothing into a folder that takes the place of its own',
  async (_, make) => {
    const own = path.join(folder, `own-${files++}`);
    fs.mkdirSync(own);
    const sink = make(path.join(own, 'log'));
    feed(sink, [{ type: 'job', job: 'b', state: 'started' }]);
    expect(fs.readdirSync(own)).toEqual(['log']);
    fs.renameSync(own, `${own}-moved`);
    fs.mkdirSync(own);
    const { size } = fs.statSync(path.join(`${own}-moved`, 'log'));
    feed(sink, everyEvent);
    await sink.close();
    expect(fs.readdirSync(own)).toEqual([]);
    expect(fs.statSync(path.join(`${own}-moved`, 'log')).size).toBeGreaterThan(size);
  },
);

test('a text sink begins every line with a time, whatever a message holds', () => {
  const { sink, output } = onFile(textSink);
  feed(sink, [...everyEvent, ...weirdEvents]);
  for (const line of output().trimEnd().split('\n')) expect(line).toMatch(/^\d\d:\d\d:\d\d .*\S/);
});

test('a JSONL sink writes one whole object a line, whatever a message holds', () => {
  const { sink, output } = onFile(jsonlSink);
  feed(sink, [...everyEvent, ...weirdEvents]);
  const lines = output().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'message')).toHaveLength(
    [...everyEvent, ...weirdEvents].filter(({ type }) => type === 'message').length,
  );
});

test('on a terminal no line of progress is wider than the terminal', () => {
  const { sink, output } = onStream(true);
  feed(
    sink,
    weirdEvents.filter(({ type }) => type === 'progress'),
  );
  const lines = stripVTControlCharacters(output()).split('\r');
  expect(Math.max(...lines.map((line) => line.length))).toBe(59);
});
