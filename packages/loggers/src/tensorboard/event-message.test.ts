import { expect, test } from 'vitest';
import { type SummaryValue, summaryMessage, versionMessage } from './event-message';
import { tfRecord } from './record';

const hex = (message: Uint8Array) => Buffer.from(tfRecord(message)).toString('hex');

// Made by the PyPI package tensorboard 2.21.0: RecordWriter(file).write(Event(…).SerializeToString()).
test('the first record is byte for byte what tensorboard 2.21.0 writes', () => {
  expect(hex(versionMessage(1.5))).toBe(
    '1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c',
  );
});

test.each<[string, number, SummaryValue, string]>([
  [
    'a scalar',
    300,
    { tag: 'accuracy', scalar: 0.25 },
    '1f00000000000000514b441809000000000000f83f10ac022a110a0f0a086163637572616379150000803ed55178d2',
  ],
  [
    'NaN at a negative step',
    -1,
    { tag: 'loss', scalar: Number.NaN },
    '2300000000000000b09f774309000000000000f83f10ffffffffffffffffff012a0d0a0b0a046c6f7373150000c07f95390af5',
  ],
  [
    'an image',
    7,
    { tag: 'samples', image: { width: 3, height: 2, channels: 1, bytes: new TextEncoder().encode('png') } },
    '2500000000000000eabc36f309000000000000f83f10072a180a160a0773616d706c6573220b0802100318012203706e67672cd0bd',
  ],
])('%s is byte for byte what tensorboard 2.21.0 writes', (_, step, value, expected) => {
  expect(hex(summaryMessage(1.5, step, value))).toBe(expected);
});
