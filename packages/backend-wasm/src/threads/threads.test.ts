import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { setThreads, type WasmBackend } from '../index';
import { CONTROL, UNSTARTED } from './control-block';
import { startWorkers } from './start-workers';

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
});

describe('threads', () => {
  test('a kernel that fails is reported, and the next op is right', () => {
    setThreads(3);
    const { threads, native } = tf.backend() as WasmBackend;
    const beyond = native.heap.reserved;
    expect(() => threads.run('fill', 1_000_000, 1_000, { target: beyond, bits: 0 })).toThrow();
    const sum = tf.tidy(() => tf.sum(tf.ones([1000, 1000])).dataSync()[0]);
    expect(sum).toBe(1_000_000);
    setThreads(2);
  });

  test('a worker that cannot begin is not missed', async () => {
    const memory = new WebAssembly.Memory({ initial: 32, maximum: 32, shared: true });
    const words = new Int32Array(memory.buffer);
    words[CONTROL.slots / 4 + 1] = 1;
    const whyOneEnded = startWorkers([{ module: {} as WebAssembly.Module, memory, thread: 1, epoch: 0 }]);
    await vi.waitFor(() => expect(words[CONTROL.slots / 4 + 1]).toBe(UNSTARTED), 50_000);
    expect(whyOneEnded()).toBeUndefined();
  });

  test('a number of threads takes effect at once, many times over', () => {
    const { threads } = tf.backend() as WasmBackend;
    for (const count of [1, 4, 2, 3, 1, 2]) {
      expect(setThreads(count)).toBe(count);
      expect(threads.size).toBe(count);
      expect(tf.tidy(() => tf.sum(tf.ones([500, 1000])).dataSync()[0])).toBe(500_000);
    }
  });

  test('every chunk is computed once', () => {
    setThreads(4);
    const backend = tf.backend() as WasmBackend;
    const address = backend.native.heap.allocate(4_000_000);
    const words = new Int32Array(backend.native.memory.buffer, address, 1_000_000);
    for (let i = 1; i <= 200; i++) {
      backend.threads.run('fill', 1_000_000, 997, { target: address, bits: i });
      expect(words.every((word) => word === i)).toBe(true);
    }
    backend.native.heap.release(address);
    setThreads(2);
  });

  test('a backend made after one was disposed, workers and all, works', async () => {
    for (let i = 0; i < 3; i++) {
      setThreads(3);
      const values = tf.tidy(() => tf.sum(tf.exp(tf.zeros([1000, 300]))).dataSync());
      expect([...values]).toEqual([300_000]);
      tf.engine().reset();
      await tf.setBackend('exmodel-wasm');
      expect((tf.backend() as WasmBackend).memory().bytesHeld).toBe(0);
    }
  });
});
