import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { readTypedTensors, type TypedTensor } from './typed-tensors';
import { writeSafetensors } from './write-safetensors';

const values = fc.oneof(
  fc.float32Array({ maxLength: 9 }),
  fc.float64Array({ maxLength: 9 }),
  fc.int32Array({ maxLength: 9 }),
  fc.uint32Array({ maxLength: 9 }),
  fc.uint8Array({ maxLength: 9 }),
);

test.prop([fc.dictionary(fc.string({ minLength: 1 }), values), fc.string()])(
  'tensors of every kind come back bit for bit, wherever the file lies in its buffer',
  (arrays, text) => {
    const given = new Map<string, TypedTensor>(
      Object.entries(arrays)
        .filter(([name]) => name !== '__metadata__')
        .map(([name, data]) => [name, { shape: [data.length], data }]),
    );
    const file = writeSafetensors(given, { text });
    const unaligned = new Uint8Array(file.length + 1);
    unaligned.set(file, 1);
    for (const bytes of [file, unaligned.subarray(1)]) {
      const { tensors, metadata } = readTypedTensors(bytes);
      expect(metadata).toEqual({ text });
      expect(new Map([...tensors].toSorted())).toEqual(new Map([...given].toSorted()));
    }
  },
);

it('reads no kind that it could not give back', () => {
  const half = { dtype: 'F16', shape: [1], data_offsets: [0, 2] };
  const header = new TextEncoder().encode(JSON.stringify({ x: half }).padEnd(56));
  const bytes = new Uint8Array(8 + 56 + 2);
  new DataView(bytes.buffer).setBigUint64(0, 56n, true);
  bytes.set(header, 8);
  expect(() => readTypedTensors(bytes)).toThrow(/dtype F16/);
});
