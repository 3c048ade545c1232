import { afterAll, describe, expect, test } from 'vitest';
import { readSafetensors, SafetensorsError } from '../src/index';
import { PytorchFileError, readPytorch } from '../src/pytorch';
import { fixture } from './fixture';
import { torchRand } from './torch-rand';

/** Without checksums, which would refuse most changes before the pickle is looked at. */
function withoutChecksums(archive: Uint8Array): Uint8Array {
  const file = archive.slice();
  const view = new DataView(file.buffer);
  const end = file.length - 22;
  let at = view.getUint32(end + 16, true);
  while (view.getUint32(at, true) === 0x02014b50) {
    view.setUint32(at + 16, 0, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return file;
}

/** One to eight changes, of which most fall in the first and last kilobytes, where the structure is. */
function mutate(original: Uint8Array, random: () => number): Uint8Array {
  let file = original.slice();
  const below = (limit: number) => Math.floor(random() * limit);
  const place = () => {
    const span = Math.min(file.length, 2000);
    const part = below(4);
    return part === 0 ? below(file.length) : part === 1 ? file.length - 1 - below(span) : below(span);
  };
  const telling = [0, 1, 0x7f, 0x80, 0xff, ...Buffer.from('.()tRQbcqhsu}]JKMX"{}[,:0-e', 'latin1')];
  for (let changes = 1 + below(8); changes > 0 && file.length > 0; changes--) {
    const at = place();
    const run = Math.min(1 + below(16), file.length - at);
    const kind = below(6);
    if (kind === 0) file[at] = (file[at] as number) ^ (1 << below(8));
    else if (kind === 1) file[at] = below(256);
    else if (kind === 2) file[at] = telling[below(telling.length)] as number;
    else if (kind === 3) file.fill(below(2) * 0xff, at, at + run);
    else if (kind === 4) file.copyWithin(at, place(), file.length);
    else file = Uint8Array.of(...file.subarray(0, at), ...file.subarray(at + run));
  }
  return file;
}

const peakBefore = process.memoryUsage().rss;
afterAll(() => {
  const peak = process.resourceUsage().maxRSS * 1024;
  expect((peak - peakBefore) / 2 ** 20, 'MB').toBeLessThan(600);
});

const pytorch: [string, Uint8Array][] = [
  ['dtypes.pth', withoutChecksums(fixture('dtypes.pth'))],
  ['dtypes-protocol4.pth', withoutChecksums(fixture('dtypes-protocol4.pth'))],
  ['dtypes-legacy.pth', fixture('dtypes-legacy.pth')],
  ['checkpoint.pth', withoutChecksums(fixture('checkpoint.pth'))],
];
const safetensors = fixture('dtypes.safetensors');

describe('10 000 changed files are read or refused with a typed error, each in under a second', () => {
  test.each(pytorch)('2000 of %s', (_, file) => {
    const outcomes = outcomesOf((bytes) => readPytorch(bytes), file, PytorchFileError);
    // Else the changes would not reach what is to be tested.
    expect(outcomes.read).toBeGreaterThan(20);
    expect(outcomes.refusals).toBeGreaterThan(20);
  });

  test('2000 of dtypes.safetensors', () => {
    const outcomes = outcomesOf((bytes) => readSafetensors(bytes), safetensors, SafetensorsError);
    expect(outcomes.read).toBeGreaterThan(20);
    expect(outcomes.refusals).toBeGreaterThan(10);
  });
});

/** How many were read, and for how many reasons others were refused. */
function outcomesOf(
  read: (bytes: Uint8Array) => unknown,
  file: Uint8Array,
  Refusal: new (...args: never[]) => Error,
) {
  read(file);
  const random = torchRand(20_240_229);
  const reasons = new Set<string>();
  let successes = 0;
  for (let i = 0; i < 2000; i++) {
    const mutated = mutate(file, random);
    try {
      read(mutated);
      successes++;
    } catch (error) {
      if (!(error instanceof Refusal)) throw new Error(`file ${i}`, { cause: error });
      reasons.add(error.message.replace(/'.*'|".*"|[\d,]+/gs, ''));
    }
  }
  return { read: successes, refusals: reasons.size };
}
