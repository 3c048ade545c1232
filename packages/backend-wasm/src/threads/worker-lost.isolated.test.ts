import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { setThreads, type WasmBackend, WorkerLostError } from '../index';
import { CONTROL, UNSTARTED } from './control-block';

const { FATE, WORKS, DIES, DAWDLES, MIXED, DIES_IDLE, DIES_STARTING } = vi.hoisted(() => ({
  /** A word of the control block that nothing else uses: what a worker does with the next chunk that it takes. */
  FATE: 1400 / 4,
  WORKS: 0,
  DIES: 1,
  DAWDLES: 2,
  /** Thread 1 dies, others dawdle. */
  MIXED: 3,
  /** Dies when it would sleep. */
  DIES_IDLE: 4,
  /** Dies before it is ready. */
  DIES_STARTING: 5,
}));

vi.mock('./worker-source', async (importOriginal) => {
  const original = await importOriginal<typeof import('./worker-source')>();
  const fate = `
    const fate = words[${FATE}];
    const first = require('node:worker_threads').workerData.thread === 1;
    if (fate === ${DIES} || (fate === ${MIXED} && first)) process.exit(7);
    if (fate === ${DAWDLES} || fate === ${MIXED}) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
  `;
  const chunk = 'const begin =';
  const sleep = 'Atomics.wait(words, at(C.state)';
  const start = 'const starting =';
  expect(original.WORKER_SOURCE).toContain(start);
  expect(original.WORKER_SOURCE).toContain(chunk);
  expect(original.WORKER_SOURCE).toContain(sleep);
  const dies = (when: number) => `if (words[${FATE}] === ${when}) process.exit(7);`;
  const source = original.WORKER_SOURCE.replace(start, `${dies(DIES_STARTING)} ${start}`)
    .replace(chunk, `${fate} ${chunk}`)
    .replace(sleep, `${dies(DIES_IDLE)} ${sleep}`);
  return { ...original, WORKER_SOURCE: source };
});

let backend: WasmBackend;
let words: Int32Array;
const LENGTH = 4_000_000;
let address: number;

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  backend = tf.backend() as WasmBackend;
  words = new Int32Array(backend.native.memory.buffer, 0, CONTROL.zeros / 4);
});

beforeEach(() => {
  setThreads(3);
  address = backend.native.heap.allocate(LENGTH * 4);
});

afterEach(() => {
  words[FATE] = WORKS;
  backend.native.heap.release(address);
});

function fill(value: number): boolean {
  backend.threads.run('fill', LENGTH, 5_000, { target: address, bits: value });
  const filled = new Int32Array(backend.native.memory.buffer, address, LENGTH);
  return filled.every((word) => word === value);
}

/** Runs jobs, without a turn of the event loop, until one fails: a worker takes a while to start. */
function failure(): unknown {
  const end = performance.now() + 50_000;
  while (performance.now() < end) {
    try {
      backend.threads.run('fill', LENGTH, 5_000, { target: address, bits: 1 });
    } catch (error) {
      return error;
    }
  }
  return undefined;
}

function slots(): number[] {
  return [...words.subarray(CONTROL.slots / 4, CONTROL.slots / 4 + 4)];
}

test('a worker that dies within a chunk is reported, not waited for, though the caller blocks', () => {
  words[FATE] = DIES;
  const error = failure();
  expect(error).toBeInstanceOf(WorkerLostError);
  expect((error as WorkerLostError).reason).toMatch(
    /^it has ended with exit code 7 \(thread [12], epoch \d+\)$/,
  );
});

test('after the report no worker writes any more, and the next job has as many threads', async () => {
  words[FATE] = MIXED;
  expect(failure()).toBeInstanceOf(WorkerLostError);
  expect(slots()).toEqual([0, 0, 0, 0]);
  words[FATE] = WORKS;
  expect(backend.threads.size).toBe(3);
  for (let i = 2; i < 50; i++) expect(fill(i)).toBe(true);
  await vi.waitFor(() => {
    expect(fill(50)).toBe(true);
    expect(slots().filter((slot) => slot !== 0 && slot % 2 === 0)).toHaveLength(2);
  }, 50_000);
});

test('a slow worker is waited for', () => {
  words[FATE] = DAWDLES;
  const end = performance.now() + 50_000;
  let slowest = 0;
  while (slowest < 600 && performance.now() < end) {
    const start = performance.now();
    expect(fill(7)).toBe(true);
    slowest = Math.max(slowest, performance.now() - start);
  }
  expect(slowest).toBeGreaterThan(600);
});

test('a worker that dies between two jobs is reported at the next, once', async () => {
  await vi.waitFor(() => {
    expect(fill(1)).toBe(true);
    expect(slots().filter((slot) => slot !== 0 && slot % 2 === 0)).toHaveLength(2);
  }, 50_000);
  words[FATE] = DIES_IDLE;
  await vi.waitFor(() => expect(() => fill(2)).toThrow(/exit code 7/), 50_000);
  words[FATE] = WORKS;
  expect(fill(3)).toBe(true);
  // The ends of the others, which the pool has given up, are not reported.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(fill(4)).toBe(true);
});

test('workers that die before they are ready are not missed, and the next ones start', async () => {
  words[FATE] = DIES_STARTING;
  expect(fill(1)).toBe(true);
  await vi.waitFor(() => expect(slots()).toEqual([0, UNSTARTED, UNSTARTED, 0]), 50_000);
  expect(fill(2)).toBe(true);
  words[FATE] = WORKS;
  setThreads(3);
  await vi.waitFor(() => {
    expect(fill(3)).toBe(true);
    expect(slots().filter((slot) => slot > 0 && slot % 2 === 0)).toHaveLength(2);
  }, 50_000);
});
