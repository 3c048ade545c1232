import { type ImageBatch, Random, rehearsalBuffer } from '@exmodel/distill';
import { expect, it } from 'vitest';
import { arrayBytes } from './array-bytes';
import { bufferBytes, type MadeImages } from './buffer-bytes';

const budget = 20;

it('are those of the images that the buffer really keeps: all that can be drawn from it', async () => {
  let next = 0;
  const source = rehearsalBuffer({
    budget,
    async *synthesis(_expert, count): AsyncGenerator<never, ImageBatch> {
      // One image fewer than it may: what 3 classes leave of 10. Every image has a value of its own.
      const images = count - (count % 3);
      const pixels = Float32Array.from({ length: images * 4 }, (_, i) => next + Math.floor(i / 4));
      next += images;
      return { shape: [2, 2, 1], count: images, pixels, labels: new Int32Array(images) };
    },
  });
  const made: MadeImages[] = [];
  for (const seed of [1, 2, 3]) {
    const random = Random.seeded(seed);
    const preparing = source.prepare({ classes: [seed], logits: unasked }, random);
    const { value } = await preparing.next();
    const part = value as ImageBatch;
    made.push({ count: part.count, bytes: arrayBytes(part) });
    const { pixels } = source.draw(2000, random);
    const kept = new Set(pixels).size;
    expect(bufferBytes(made, budget)).toBe(kept * (4 * 4 + 4));
  }
});

it('are none without images', () => {
  expect(bufferBytes([], budget)).toBe(0);
});

function unasked(): never {
  throw new Error('the expert was asked');
}
