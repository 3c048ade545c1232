import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ByteSource, openSafetensors } from './open-safetensors';
import { SafetensorsError } from './safetensors-error';
import { writeSafetensors } from './write-safetensors';

const file = writeSafetensors(
  new Map([
    ['a', { shape: [2], data: Float32Array.of(1, 2) }],
    ['b', { shape: [], data: Float32Array.of(3) }],
    ['none', { shape: [0], data: new Float32Array() }],
  ]),
  { made: 'here' },
);

/** Remembers what was read. */
function sourceOf(bytes: Uint8Array, size = bytes.length) {
  const read = vi.fn(async (begin: number, end: number) => bytes.subarray(begin, end));
  return { size, read } satisfies ByteSource;
}

describe('opening', () => {
  test('reads the header alone', async () => {
    const source = sourceOf(file);
    const { metadata, infos } = await openSafetensors(source);
    expect(metadata).toEqual({ made: 'here' });
    expect([...infos]).toEqual([
      ['a', { dtype: 'F32', shape: [2] }],
      ['b', { dtype: 'F32', shape: [] }],
      ['none', { dtype: 'F32', shape: [0] }],
    ]);
    expect(source.read.mock.calls).toEqual([
      [0, 8],
      [8, file.length - 12],
    ]);
  });

  test('works on a Blob', async () => {
    const blob = new Blob([new Uint8Array(file).buffer]);
    const opened = await openSafetensors({
      size: blob.size,
      read: async (begin, end) => new Uint8Array(await blob.slice(begin, end).arrayBuffer()),
    });
    expect((await opened.read(['b'])).get('b')).toEqual({ shape: [], data: Float32Array.of(3) });
  });

  test('refuses a header of 10 GB before it reads it', async () => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, 10n ** 10n, true);
    const source = sourceOf(bytes, 2 ** 40);
    await expect(openSafetensors(source)).rejects.toThrow(/10000000000/);
    expect(source.read.mock.calls).toEqual([[0, 8]]);
  });

  test.each([
    ['an empty file', new Uint8Array(), 0, /0 bytes/],
    ['data that the file does not have', file, file.length - 4, /tensor 'b'/],
    ['data that no tensor covers', file, file.length + 4, /the 12 that/],
    ['a source that gives less than its size', file.subarray(0, 40), file.length, /that were requested/],
  ])('refuses %s', async (_, bytes, size, message) => {
    const opening = openSafetensors(sourceOf(bytes, size));
    await expect(opening).rejects.toThrow(SafetensorsError);
    await expect(opening).rejects.toThrow(message);
  });

  test("passes the source's own errors through", async () => {
    const offline = new Error('offline');
    const source = { size: 100, read: () => Promise.reject(offline) };
    await expect(openSafetensors(source)).rejects.toBe(offline);
  });
});

describe('reading', () => {
  test('reads the requested tensors, in that order, and all by default', async () => {
    const opened = await openSafetensors(sourceOf(file));
    expect([...(await opened.read(['b', 'a', 'b'])).keys()]).toEqual(['b', 'a']);
    expect([...(await opened.read()).keys()]).toEqual(['a', 'b', 'none']);
    expect((await opened.read([])).size).toBe(0);
  });

  test('lists all names that the file does not have', async () => {
    const opened = await openSafetensors(sourceOf(file));
    await expect(opened.read(['a', 'x', 'y'])).rejects.toThrow(
      /no tensors x, y\. Expected some of a, b, none/,
    );
  });

  test('refuses a dtype that is not read, but not the tensors beside it', async () => {
    const text = new TextDecoder().decode(file.subarray(8)).replace('"dtype":"F32"', '"dtype":"C32"');
    const other = new Uint8Array([...file.subarray(0, 8), ...new TextEncoder().encode(text)]);
    other.set(file.subarray(file.length - 12), other.length - 12);
    const opened = await openSafetensors(sourceOf(other.subarray(0, file.length)));
    await expect(opened.read(['a'])).rejects.toThrow(/tensor 'a': dtype C32/);
    expect((await opened.read(['b'])).size).toBe(1);
  });
});

describe('a file of 500 MB', () => {
  const rows = 125_000;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exmodel-safetensors-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('has its header read in under 50 ms, and one tensor without the rest', async () => {
    const big = { dtype: 'F32', shape: [rows, 1000], data_offsets: [0, rows * 4000] };
    const last = { dtype: 'F32', shape: [2], data_offsets: [rows * 4000, rows * 4000 + 8] };
    const json = new TextEncoder().encode(JSON.stringify({ big, last }));
    const handle = await open(join(folder, 'sparse.safetensors'), 'w+');
    const size = 8 + json.length + rows * 4000 + 8;
    await handle.truncate(size); // Holes: nothing is on the disk.
    await handle.write(new Uint8Array(BigUint64Array.of(BigInt(json.length)).buffer), 0, 8, 0);
    await handle.write(json, 0, json.length, 8);
    await handle.write(new Uint8Array(Float32Array.of(3, 4).buffer), 0, 8, size - 8);

    let total = 0;
    const source: ByteSource = {
      size,
      async read(begin, end) {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(end - begin), 0, end - begin, begin);
        total += bytesRead;
        return buffer.subarray(0, bytesRead);
      },
    };
    const opened = await openSafetensors(source);
    expect(opened.infos.get('big')).toEqual({ dtype: 'F32', shape: [rows, 1000] });
    expect(await opened.read(['last'])).toEqual(
      new Map([['last', { shape: [2], data: Float32Array.of(3, 4) }]]),
    );
    expect(total).toBe(8 + json.length + 8);
    await handle.close();
  });
});
