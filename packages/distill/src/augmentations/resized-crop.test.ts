import { describe, expect, it } from 'vitest';
import { Random } from '../random';
import { drawBox, resizedCrop } from './resized-crop';

describe('drawBox', () => {
  const [size, scale, ratio] = [32, [0.8, 1], [3 / 4, 4 / 3]] as const;
  const random = Random.seeded(1);
  const boxes = Array.from({ length: 20_000 }, () => drawBox(size, size, scale, ratio, random));

  it('sizes: as often as area and logarithm of the ratio, uniform, say: χ² of 20 000 draws', () => {
    const cells = new Map<string, number>();
    const steps = 1000;
    let accepted = 0;
    for (let i = 0; i < steps; i++) {
      for (let j = 0; j < steps; j++) {
        const area = size * size * (0.8 + (0.2 * (i + 0.5)) / steps);
        const shape = (3 / 4) ** (1 - (2 * (j + 0.5)) / steps);
        const [width, height] = [Math.round(Math.sqrt(area * shape)), Math.round(Math.sqrt(area / shape))];
        if (width > size || height > size) continue;
        accepted++;
        cells.set(`${width}×${height}`, (cells.get(`${width}×${height}`) ?? 0) + 1);
      }
    }
    const refused = (1 - accepted / steps ** 2) ** 10;
    const expected = new Map([...cells].map(([cell, n]) => [cell, (20_000 * n * (1 - refused)) / accepted]));
    const whole = `${size}×${size}`;
    expected.set(whole, (expected.get(whole) ?? 0) + 20_000 * refused);
    const seen = new Map<string, number>();
    for (const { width, height } of boxes) {
      const cell = `${width}×${height}`;
      expect(expected.has(cell)).toBe(true);
      seen.set(cell, (seen.get(cell) ?? 0) + 1);
    }
    const common = [...expected].filter(([, count]) => count >= 5);
    const chiSquare = common.reduce((sum, [cell, e]) => sum + ((seen.get(cell) ?? 0) - e) ** 2 / e, 0);
    expect(common.length).toBeGreaterThan(20);
    expect(chiSquare).toBeLessThan(common.length + 5 * Math.sqrt(2 * common.length));
  });

  it.each(['top', 'left'] as const)('%s: uniform over all places, within five deviations', (side) => {
    const length = side === 'top' ? 'height' : 'width';
    const loose = boxes.filter((box) => box[length] === size - 3).map((box) => box[side]);
    expect(loose.length).toBeGreaterThan(1000);
    for (const place of [0, 1, 2, 3]) {
      const hits = loose.filter((value) => value === place).length;
      expect(Math.abs(hits - loose.length / 4)).toBeLessThan(5 * Math.sqrt((loose.length * 3) / 16));
    }
    expect(Math.max(...loose)).toBe(3);
  });

  it('where no attempt fits: the largest centred box of a valid ratio', () => {
    const fallback = (height: number, width: number) => drawBox(height, width, [2, 2], ratio, random);
    expect(fallback(10, 40)).toEqual({ top: 0, left: 13, height: 10, width: 13 });
    expect(fallback(41, 12)).toEqual({ top: 12, left: 0, height: 16, width: 12 });
    expect(fallback(10, 12)).toEqual({ top: 0, left: 0, height: 10, width: 12 });
  });
});

describe('resizedCrop', () => {
  it.each<[string, () => unknown]>([
    ['size 0', () => resizedCrop(0)],
    ['a falling range', () => resizedCrop(8, { scale: [1, 0.8] })],
    ['an area of 0', () => resizedCrop(8, { scale: [0, 1] })],
    ['a ratio that is no number', () => resizedCrop(8, { ratio: [Number.NaN, 1] })],
  ])('%s is refused', (_, make) => {
    expect(make).toThrow(RangeError);
  });
});
