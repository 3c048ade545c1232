import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Expert } from '../expert';
import { Random } from '../random';
import type { Synthesis } from '../synthesis/synthesis';
import { type RehearsalBufferOptions, rehearsalBuffer } from './rehearsal-buffer';
import type { SampleSource } from './sample-source';

const expert = (task?: number): Expert => ({
  classes: [0],
  ...(task !== undefined && { task }),
  logits: () => {
    throw new Error('a buffer asks the expert nothing by itself');
  },
});

/** Makes exactly what it is asked for; an image's only pixel is its number, by which it is known again. */
function numbered(): { synthesis: Synthesis; asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    async *synthesis(_expert, count) {
      const first = asked.reduce((sum, n) => sum + n, 0);
      asked.push(count);
      const ids = Array.from({ length: count }, (_, i) => first + i);
      return {
        shape: [1, 1, 1],
        count,
        pixels: Float32Array.from(ids),
        labels: Int32Array.from(ids, (id) => id % 5),
        softLabels: Float32Array.from(ids.flatMap((id) => [1 / (id + 1), id / (id + 1)])),
      };
    },
  };
}

async function prepare(source: SampleSource, task?: number, seed = 0): Promise<void> {
  const making = source.prepare(expert(task), Random.seeded(seed, 'prepare'));
  while ((await making.next()).done !== true);
}

/** All images that can be drawn: so many draws miss one of 24 less often than once in 10¹⁰ runs. */
const drawable = (source: SampleSource) => new Set(source.draw(800, Random.seeded(7)).pixels);

describe('rehearsalBuffer', () => {
  property.prop([fc.integer({ min: 5, max: 24 }), fc.integer({ min: 1, max: 5 }), fc.integer()], {
    numRuns: 50,
  })(
    'after k experts each keeps ⌊budget / k⌋ of the images that it kept before',
    async (budget, experts, seed) => {
      const { synthesis, asked } = numbered();
      const source = rehearsalBuffer({ synthesis, budget });
      let kept: Set<number>[] = [];
      for (let k = 1; k <= experts; k++) {
        await prepare(source, undefined, seed);
        const share = Math.floor(budget / k);
        expect(asked.at(-1)).toBe(share);
        const first = asked.slice(0, -1).reduce((sum, n) => sum + n, 0);
        kept.push(new Set(Array.from({ length: share }, (_, i) => first + i)));

        const stored = drawable(source);
        expect(new Set(source.kept?.()?.pixels)).toEqual(stored);
        const now = kept.map((before) => new Set([...before].filter((id) => stored.has(id))));
        expect(now.map((part) => part.size)).toEqual(now.map(() => share));
        expect(stored.size).toBe(share * k);
        expect(stored.size).toBeLessThanOrEqual(budget);
        kept = now;
      }
    },
  );

  it('older images are cut by chance, not in their order', async () => {
    const survivors = async (seed: number) => {
      const source = rehearsalBuffer({ synthesis: numbered().synthesis, budget: 12 });
      await prepare(source);
      await prepare(source, undefined, seed);
      return [...drawable(source)].filter((id) => id < 12).sort((a, b) => a - b);
    };
    const cuts = await Promise.all([1, 2, 3, 4].map(survivors));
    expect(new Set(cuts.map((cut) => cut.join())).size).toBe(4);
  });

  it('labels, soft labels and tasks stay with their images', async () => {
    const source = rehearsalBuffer({ synthesis: numbered().synthesis, budget: 10 });
    await prepare(source, 3);
    await prepare(source, 8);
    const { pixels, labels, softLabels, tasks } = source.draw(100, Random.seeded(1));
    pixels.forEach((id, i) => {
      expect(labels?.[i]).toBe(id % 5);
      expect(softLabels?.[2 * i]).toBeCloseTo(1 / (id + 1), 6);
      expect(tasks?.[i]).toBe(id < 10 ? 3 : 8);
    });
    expect(new Set(tasks)).toEqual(new Set([3, 8]));
  });

  it('the augmentation changes what is drawn, not what is stored', async () => {
    const augmentation: RehearsalBufferOptions['augmentation'] = {
      together: (images) => images,
      each: (batch) => ({ ...batch, pixels: batch.pixels.map((pixel) => pixel + 1000) }),
    };
    const source = rehearsalBuffer({ synthesis: numbered().synthesis, budget: 4, augmentation });
    await prepare(source);
    const first = [...drawable(source)].sort();
    expect(first).toEqual([1000, 1001, 1002, 1003]);
    expect([...drawable(source)].sort()).toEqual(first);
  });

  it('a failed synthesis leaves the buffer as it was', async () => {
    const { synthesis } = numbered();
    let fail = false;
    const source = rehearsalBuffer({
      budget: 6,
      async *synthesis(...args) {
        if (fail) throw new Error('no luck');
        return yield* synthesis(...args);
      },
    });
    await prepare(source);
    fail = true;
    await expect(prepare(source)).rejects.toThrow('no luck');
    expect(drawable(source).size).toBe(6);
  });

  it('images of one expert labelled, of another not: refused, and the buffer stays as it was', async () => {
    const { synthesis } = numbered();
    let labelled = true;
    const source = rehearsalBuffer({
      budget: 6,
      async *synthesis(...args) {
        const { labels, ...made } = yield* synthesis(...args);
        return labelled && labels ? { ...made, labels } : made;
      },
    });
    await prepare(source);
    labelled = false;
    await expect(prepare(source)).rejects.toThrow(/with and without labels/);
    expect(drawable(source).size).toBe(6);
    labelled = true;
    await prepare(source);
    expect(drawable(source).size).toBe(6);
  });

  it.each([0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'a budget of %d is refused at once',
    (budget) => {
      expect(() => rehearsalBuffer({ synthesis: numbered().synthesis, budget })).toThrow(
        /budget .* a whole number/,
      );
    },
  );

  it('an empty buffer is not drawn from', () => {
    const source = rehearsalBuffer({ synthesis: numbered().synthesis, budget: 4 });
    expect(() => source.draw(1, Random.seeded(1))).toThrow(/call prepare/);
  });
});
