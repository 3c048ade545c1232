import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Heap } from './heap';
import { OutOfMemoryError } from './out-of-memory-error';

const PAGE = 65_536;

function heapOf(pages: number): Heap {
  return new Heap(new WebAssembly.Memory({ initial: 2, maximum: pages, shared: true }), 1000, pages * PAGE);
}

describe('Heap', () => {
  test.prop([fc.array(fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.nat(1000)), { maxLength: 200 })])(
    'blocks never overlap, and all of the memory comes back',
    (steps) => {
      const heap = heapOf(2000);
      const blocks: { start: number; size: number }[] = [];
      for (const [size, pick] of steps) {
        if (pick % 3 === 0 && blocks.length > 0) {
          heap.release((blocks.splice(pick % blocks.length, 1)[0] as { start: number }).start);
        } else {
          const start = heap.allocate(size);
          expect(start % 64).toBe(0);
          for (const block of blocks) {
            expect(start + size <= block.start || block.start + block.size <= start).toBe(true);
          }
          blocks.push({ start, size });
        }
      }
      for (const { start } of blocks) heap.release(start);
      expect(heap.held).toBe(0);
      const reserved = heap.reserved;
      heap.allocate(reserved * 0.9 - 2000);
      expect(heap.reserved).toBe(reserved);
    },
  );

  test('a freed block serves the next request of its size', () => {
    const heap = heapOf(1000);
    const first = heap.allocate(1_000_001);
    heap.allocate(10);
    heap.release(first);
    expect(heap.allocate(1_000_001)).toBe(first);
  });

  test('more than 32-bit addresses reach is refused, however much', () => {
    const heap = heapOf(65_536);
    for (const bytes of [
      2 ** 32 - 2 ** 27,
      2 ** 32 - 1000,
      2 ** 32 - 64,
      2 ** 32,
      2 ** 32 + 1,
      2 ** 33,
      1e15,
    ]) {
      expect(() => heap.allocate(bytes)).toThrow(OutOfMemoryError);
    }
    expect(heap.held).toBe(0);
  });

  test('past the limit it reports the bytes, and goes on working', () => {
    const heap = heapOf(100);
    heap.allocate(1_000_000);
    const { held } = heap;
    const thrown = (() => {
      try {
        heap.allocate(100 * PAGE);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(OutOfMemoryError);
    expect(thrown).toMatchObject({ asked: 100 * PAGE, held, allowed: 100 * PAGE });
    heap.allocate(2_000_000);
  });
});
