import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { EventStream } from './event-stream';
import { memorySink } from './memory-sink';
import { type ProgressSinkOptions, progressSink } from './progress-sink';
import type { Progress, RunEvent } from './run-event';

/** A run on a fake stream and a fake clock: `at(seconds, event)`. */
function stage(isTTY: boolean, env: ProgressSinkOptions['env'] = {}) {
  let now = 0;
  let output = '';
  const stream = {
    isTTY,
    columns: 60,
    write(text: string) {
      output += text;
    },
  };
  const events = new EventStream([progressSink(stream, { env })], () => now);
  return {
    stream,
    events,
    at(seconds: number, event: RunEvent) {
      now = 1000 * seconds;
      events.emit(event);
    },
    /** What was written since the last call. */
    take() {
      const taken = output;
      output = '';
      return taken;
    },
  };
}

const run: RunEvent = { type: 'run', name: 'smnist', jobs: ['gn_ed'], backend: 'wasm', seed: 1234 };
const step = (done: number, phase = 'train'): Progress => ({
  type: 'progress',
  phase,
  detail: '',
  done,
  total: 100,
  work: { done, total: 100 },
});
const noColor = { NO_COLOR: '1' };
const ERASE = '\r\u001b[K';

describe('on a terminal', () => {
  test('one line rewrites itself, at most ten times a second and at each phase change', () => {
    const { at, take } = stage(true, noColor);
    at(0, step(0));
    at(0.05, step(1));
    at(0.1, step(2));
    at(0.11, step(2, 'evaluate'));
    expect(take()).toBe(
      [
        'train 0/100 ╺─────────────────────── 0 %',
        'train 2/100 ╺─────────────────────── 2 %',
        'evaluate 2/100 ╺─────────────────────── 2 %',
      ]
        .map((line) => ERASE + line)
        .join(''),
    );
  });

  test('messages and finished jobs stay above it; the end takes it away', () => {
    const { at, take } = stage(true, noColor);
    at(0, run);
    at(0, { type: 'job', job: 'gn_ed', state: 'started' });
    expect(take()).toBe('smnist · gn_ed · backend wasm · seed 1234\n');
    at(1, step(50));
    const line = take().replace(ERASE, '');
    at(2, { type: 'message', level: 'warning', text: 'two\nlines' });
    expect(take()).toBe(`${ERASE}! warning: two\n  lines\n${line}`);
    at(3, { type: 'job', job: 'gn_ed', state: 'finished', detail: 'accuracy 0.98' });
    expect(take()).toBe(`${ERASE}✓ gn_ed finished · accuracy 0.98\n${line}`);
    at(4, { type: 'job', job: 'naive', state: 'diverged', detail: 'at step 3' });
    expect(take()).toBe(`${ERASE}✗ naive diverged · at step 3\n${line}`);
    at(72, { type: 'end', state: 'finished' });
    expect(take()).toBe(`${ERASE}✓ finished after 1:12\n`);
  });

  test('the time left is the whole run’s, and comes when it means something', () => {
    const { at, take } = stage(true, noColor);
    for (let second = 0; second <= 4; second++) at(second, step(second));
    expect(take()).not.toMatch('left');
    at(10, step(10, 'evaluate'));
    expect(take()).toMatch('10 % · 1:30 left');
  });

  test('a terminal made narrower is respected from the next line on', () => {
    const { at, take, stream } = stage(true, noColor);
    stream.columns = 16;
    at(0, step(0));
    expect(take()).toBe(`${ERASE}train 0/100 · …`);
  });

  test('closing without an end leaves a clean line', async () => {
    const { at, take, events } = stage(true, noColor);
    at(0, step(0));
    take();
    await events.close();
    expect(take()).toBe(ERASE);
  });

  test('colours, unless NO_COLOR is set', () => {
    const failed: RunEvent = { type: 'job', job: 'a', state: 'failed' };
    const colored = stage(true);
    colored.at(0, failed);
    expect(colored.take()).toBe('\u001b[31m✗\u001b[39m a failed\n');
    const plain = stage(true, noColor);
    plain.at(0, failed);
    expect(plain.take()).toBe('✗ a failed\n');
  });
});

describe.each([
  ['a pipe', false, {}],
  ['CI', true, { CI: 'true' }],
  ['TERM=dumb', true, { TERM: 'dumb' }],
])('on %s', (_, isTTY, env) => {
  test('lines only: at each phase change and at most every 15 s', () => {
    const { at, take } = stage(isTTY, env);
    at(0, run);
    for (let second = 0; second <= 40; second++) at(second, step(second));
    at(41, step(41, 'evaluate'));
    at(42, { type: 'message', level: 'error', text: 'disk\nfull' });
    at(43, { type: 'end', state: 'failed' });
    expect(take()).toBe(`\
smnist · gn_ed · backend wasm · seed 1234
train 0/100 · 0 %
train 15/100 · 15 % · 1:25 left
train 30/100 · 30 % · 1:10 left
evaluate 41/100 · 41 % · 0:59 left
✗ error: disk
  full
✗ failed after 0:43
`);
  });
});

test('a pipe closed by its reader costs the display, not the run', () => {
  const stream = Object.assign(new EventEmitter(), { write: () => true });
  const memory = memorySink();
  const events = new EventStream([progressSink(stream, { env: {} }), memory]);
  events.emit(run);
  stream.emit('error', new Error('write EPIPE'));
  events.emit(step(1));
  stream.emit('error', new Error('write EPIPE'));
  events.emit(step(2));
  expect(memory.events.map((event) => (event.type === 'message' ? event.text : event.type))).toEqual([
    'run',
    'progress',
    expect.stringMatching(/"progress" failed.*EPIPE/),
    'progress',
  ]);
});
