import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { defineSink } from './define-sink';
import { EventStream } from './event-stream';
import { jsonlSink } from './jsonl-sink';
import { memorySink } from './memory-sink';
import type { Message, RunEvent } from './run-event';

const say = (text: string): Message => ({ type: 'message', level: 'info', text });
const texts = (sink: ReturnType<typeof memorySink>) =>
  sink.events.map((event) => (event.type === 'message' ? event.text : event.type));
const failing = (name: string, message = 'no luck') =>
  defineSink({
    name,
    write: () => {
      throw new Error(message);
    },
  });

afterEach(() => {
  vi.restoreAllMocks();
});

test('events are stamped with the clock, in UTC, and reach sinks in the order they were added', () => {
  const order: string[] = [];
  const first = defineSink({ name: 'first', write: ({ time }) => void order.push(`first ${time}`) });
  const second = defineSink({ name: 'second', write: ({ time }) => void order.push(`second ${time}`) });
  const stream = new EventStream([first], () => Date.UTC(2026, 10, 23, 5, 42, 33, 120));
  stream.add(second);
  stream.emit(say('hello'));
  stream.remove(first);
  stream.emit(say('again'));
  const time = '2026-11-23T05:42:33.120Z';
  expect(order).toEqual([`first ${time}`, `second ${time}`, `second ${time}`]);
});

test('what a sink was given no longer changes with the run, and a sink cannot change what the run owns', () => {
  const memory = memorySink();
  const vandal = defineSink({
    name: 'vandal',
    write: (event) => {
      if (event.type === 'run') (event.jobs as string[]).push('mine');
    },
  });
  const jobs = ['a'];
  const stream = new EventStream([vandal, memory]);
  stream.emit({ type: 'run', name: 'r', jobs, backend: 'cpu', seed: 1 });
  jobs.push('b');
  expect(memory.events[0]).toMatchObject({ type: 'run', jobs: ['a'] });
  expect(jobs).toEqual(['a', 'b']);
  expect(texts(memory)[1]).toMatch('"vandal" failed');
});

describe('a sink that fails', () => {
  test('is reported once, after the event, and the others get every event', () => {
    const memory = memorySink();
    const stream = new EventStream([failing('broken'), memory]);
    for (const text of ['one', 'two', 'three']) stream.emit(say(text));
    expect(texts(memory)).toEqual([
      'one',
      'The sink "broken" failed and was dropped; the run goes on without it. no luck',
      'two',
      'three',
    ]);
  });

  test('goes to stderr when no sink is left', () => {
    const stderr = vi.spyOn(console, 'error').mockImplementation(() => {});
    const stream = new EventStream([failing('a'), failing('b')]);
    stream.emit(say('one'));
    stream.emit(say('two'));
    expect(stderr.mock.calls.map(([text]) => text)).toEqual([
      expect.stringContaining('"a" failed'),
      expect.stringContaining('"b" failed'),
    ]);
  });

  test('while it is sent another report is itself reported, and neither report is lost', () => {
    const stderr = vi.spyOn(console, 'error').mockImplementation(() => {});
    const fragile = defineSink({
      name: 'fragile',
      write: (event) => {
        if (event.type === 'message' && event.level === 'warning') throw new Error('too much');
      },
    });
    new EventStream([failing('a'), fragile]).emit(say('one'));
    const reports = stderr.mock.calls.map(([text]) => text).join('\n');
    expect(reports).toMatch('"a" failed');
    expect(reports).toMatch('"fragile" failed');
  });

  test('through a promise is caught as well', async () => {
    const memory = memorySink();
    const late = { ...memorySink(), name: 'late', write: async () => Promise.reject(new Error('slow disk')) };
    const stream = new EventStream([late, memory]);
    stream.emit(say('one'));
    stream.emit(say('two'));
    await new Promise(setImmediate);
    stream.emit(say('three'));
    expect(texts(memory)).toEqual(['one', 'two', expect.stringContaining('slow disk'), 'three']);
  });

  test('is closed, so that it lets go of what it holds, even if closing fails too', async () => {
    const close = vi.fn(() => Promise.reject(new Error('closing failed too')));
    const memory = memorySink();
    const stream = new EventStream([defineSink({ ...failing('broken'), close }), memory]);
    stream.emit(say('one'));
    await stream.close();
    expect(close).toHaveBeenCalledTimes(1);
    expect(texts(memory)).toHaveLength(2);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('cannot flush');
      },
    ],
    ['rejects', () => Promise.reject(new Error('cannot flush'))],
  ])('to close (%s) is reported to those still open, and all are closed', async (_, close) => {
    const memory = memorySink();
    const stream = new EventStream([defineSink({ name: 'broken', write: () => {}, close }), memory]);
    await stream.close();
    await stream.close();
    expect(texts(memory)).toEqual([expect.stringContaining('cannot flush')]);
    expect(() => memory.write({ ...say('late'), time: '' })).toThrow('after close()');
  });
});

describe('a full disk is reported once and does not stop the run', () => {
  const emitThree = (stream: EventStream) => {
    for (const text of ['one', 'two', 'three']) stream.emit(say(text));
  };

  test.skipIf(!fs.existsSync('/dev/full'))('the real error, from /dev/full', () => {
    const memory = memorySink();
    emitThree(new EventStream([jsonlSink('/dev/full'), memory]));
    expect(texts(memory)).toEqual([
      'one',
      expect.stringMatching(/jsonl \/dev\/full.*ENOSPC/),
      'two',
      'three',
    ]);
  });

  test('in the middle of a run, by a stub; what was written before stays', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exmodel-full-'));
    const file = path.join(folder, 'events.jsonl');
    const memory = memorySink();
    const stream = new EventStream([jsonlSink(file), memory]);
    stream.emit(say('zero'));
    const full = vi.spyOn(fs, 'appendFileSync').mockImplementation(() => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    });
    emitThree(stream);
    expect(full).toHaveBeenCalledTimes(1);
    expect(texts(memory)).toEqual(['zero', 'one', expect.stringContaining('ENOSPC'), 'two', 'three']);
    expect(fs.readFileSync(file, 'utf8')).toMatch(/"zero"\}\n$/);
    fs.rmSync(folder, { recursive: true });
  });
});

test('without sinks events go nowhere, quietly', async () => {
  const stderr = vi.spyOn(console, 'error');
  const stream = new EventStream();
  stream.emit({ type: 'end', state: 'finished' } satisfies RunEvent);
  await stream.close();
  expect(stderr).not.toHaveBeenCalled();
});
