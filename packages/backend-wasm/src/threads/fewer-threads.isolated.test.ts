import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addressSpace } from '../host/address-space';
import { nodeModule } from '../host/node-module';
import { getThreads, setThreads, type WasmBackend } from '../index';
import { CONTROL } from './control-block';

const unlimited = { used: 0, limit: Number.POSITIVE_INFINITY };

vi.mock('../host/address-space', () => ({ addressSpace: vi.fn(() => unlimited) }));
vi.mock('../host/node-module', async (importOriginal) => {
  const original = await importOriginal<typeof import('../host/node-module')>();
  return { nodeModule: vi.fn(original.nodeModule) };
});
const { REFUSED } = vi.hoisted(() => ({
  /** A word that nothing else uses: the thread that cannot be started. */ REFUSED: 1404 / 4,
}));
vi.mock('./supervisor-source', async (importOriginal) => {
  const original = await importOriginal<typeof import('./supervisor-source')>();
  const start = 'worker = new Worker(';
  expect(original.SUPERVISOR_SOURCE).toContain(start);
  const refuse = `if (words[${REFUSED}] === start.thread) throw new Error('no more threads');`;
  return { ...original, SUPERVISOR_SOURCE: original.SUPERVISOR_SOURCE.replace(start, `${refuse} ${start}`) };
});

const sum = () => tf.tidy(() => tf.sum(tf.ones([1000, 1000])).dataSync()[0]);
const slots = () => {
  const { native } = tf.backend() as WasmBackend;
  return [...new Int32Array(native.memory.buffer, CONTROL.slots, 4)];
};

beforeEach(async () => {
  await tf.setBackend('exmodel-wasm');
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test('as many threads as the address space has room for', () => {
  expect(setThreads(8)).toBe(8);
  vi.mocked(addressSpace).mockReturnValueOnce({ used: 2 ** 30, limit: 2 ** 30 + 2 ** 29 + 2 ** 28 });
  expect(setThreads(8)).toBe(3);
  vi.mocked(addressSpace).mockReturnValueOnce({ used: 2 ** 30, limit: 2 ** 30 + 1 });
  expect(setThreads(8)).toBe(1);
});

test('one in a Node without the permission to start any', () => {
  vi.stubGlobal('process', { ...process, permission: { has: () => false } });
  expect(setThreads(4)).toBe(1);
});

test('one where none can be started, which is said', () => {
  expect(setThreads(3)).toBe(3);
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const Worker = vi.fn(function Worker() {
    throw new Error('no threads');
  });
  vi.mocked(nodeModule).mockReturnValueOnce({ Worker, MessageChannel });
  expect(sum()).toBe(1_000_000);
  expect(Worker).toHaveBeenCalled();
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/on one thread, .*: no threads$/)]]);
  expect(getThreads()).toBe(1);
  expect(sum()).toBe(1_000_000);
  warn.mockRestore();
});

test('the others go on where one cannot be started', async () => {
  setThreads(3);
  const { native } = tf.backend() as WasmBackend;
  const words = new Int32Array(native.memory.buffer, 0, CONTROL.zeros / 4);
  words[REFUSED] = 2;
  try {
    await vi.waitFor(() => {
      expect(sum()).toBe(1_000_000);
      const [, first = 0, second] = slots();
      expect(first > 0 && first % 2 === 0).toBe(true);
      expect(second).toBe(-1);
    }, 50_000);
    expect(sum()).toBe(1_000_000);
    expect(setThreads(2)).toBe(2);
    expect(slots()).toEqual([0, 0, -1, 0]);
  } finally {
    words[REFUSED] = 0;
  }
  expect(sum()).toBe(1_000_000);
});
