import { expect, it } from 'vitest';
import { logOdds } from './log-odds';

/** 200 images, four outputs: 'own' classes 1 and 3 rise with the image's number, by `slope` and twice that. */
const rows = (slope: number, shift: number) => ({
  width: 4,
  values: Float32Array.from({ length: 800 }, (_, at) => {
    const image = Math.floor(at / 4);
    return shift + slope * image * ([-0.1, 1, -0.3, 2][at % 4] as number);
  }),
});

/** log p/(1 − p) of a softmax. */
function softmaxLogOdds(logits: readonly number[], c: number): number {
  const p = Math.exp(logits[c] as number) / logits.reduce((sum, z) => sum + Math.exp(z), 0);
  return Math.log(p / (1 - p));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it('is what the softmax says of the class, for or against, in units of what is usual for the likeliest', async () => {
  const { values } = rows(0.01, 2);
  const odds = Array.from({ length: 200 }, (_, image) =>
    [3, 1].map((c) => softmaxLogOdds(Array.from(values.subarray(image * 4, image * 4 + 4)), c)),
  );
  const likeliest = odds.map((own) => Math.max(...own));
  const usual = mean(likeliest);
  const deviation = Math.sqrt(mean(likeliest.map((value) => (value - usual) ** 2)));
  const found = await logOdds(rows(0.01, 2), [3, 1], 200);
  for (const image of [0, 50, 197]) {
    expect(found[image * 2]).toBeCloseTo(((odds[image]?.[0] as number) - usual) / deviation, 3);
    expect(found[image * 2 + 1]).toBeCloseTo(((odds[image]?.[1] as number) - usual) / deviation, 3);
  }
});

it('does not change when the expert adds a constant to all logits', async () => {
  const one = await logOdds(rows(0.1, 0), [1, 3], 200);
  const other = await logOdds(rows(0.1, 5), [1, 3], 200);
  other.forEach((value, i) => {
    expect(value).toBeCloseTo(one[i] as number, 3);
  });
});

it('has only the reference images tell what is usual, in whatever order they come', async () => {
  const { values } = rows(0.1, 0);
  const reversed = Float32Array.from(values, (_, at) => values[796 - (at - (at % 4)) + (at % 4)] as number);
  const found = await logOdds({ width: 4, values: reversed }, [1, 3], 100);
  const likeliest = Array.from({ length: 200 }, (_, i) =>
    Math.max(found[2 * i] as number, found[2 * i + 1] as number),
  );
  expect(mean(likeliest.slice(0, 100))).toBeCloseTo(0, 4);
  expect(mean(likeliest.slice(0, 100).map((value) => value ** 2))).toBeCloseTo(1, 4);
  expect(Math.max(...likeliest.slice(100))).toBeLessThan(-1);
});

it('is the same for an expert of its own outputs, however many others are filled in with 0', async () => {
  const bare = rows(0.02, -1);
  const placed = Float32Array.from({ length: 200 * 30 }, (_, at) => {
    const column = [7, 3, 20, 11].indexOf(at % 30);
    return column < 0 ? 0 : (bare.values[Math.floor(at / 30) * 4 + column] as number);
  });
  const wide = await logOdds({ width: 30, values: placed }, [7, 3, 20, 11], 200);
  const narrow = await logOdds(bare, [0, 1, 2, 3], 200);
  wide.forEach((value, i) => {
    expect(value).toBeCloseTo(narrow[i] as number, 5);
  });
});

it('stays finite for an expert that is sure beyond all odds, for one that says nothing, and for a lone output', async () => {
  const sure = { width: 3, values: Float32Array.from([500, -500, -500, -400, 400, -400]) };
  expect([...(await logOdds(sure, [0, 1], 2))].every(Number.isFinite)).toBe(true);
  expect([...(await logOdds({ width: 2, values: new Float32Array(8) }, [0, 1], 4))]).toEqual(
    Array(8).fill(0),
  );
  expect([...(await logOdds({ width: 1, values: Float32Array.from([-2, 2]) }, [0], 2))]).toEqual([-1, 1]);
});
