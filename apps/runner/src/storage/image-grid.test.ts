import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { imageGrid, selectForGrid } from './image-grid';

/** Normalised so that pixel value v is v / 255 itself. */
const plain = { mean: [0], std: [1] };

/** `count` images of 2×3 pixels; pixel p of image i is of value 10·i + p. */
const numbered = (count: number) => ({
  shape: [2, 3, 1] as const,
  count,
  pixels: Float32Array.from({ length: count * 6 }, (_, i) => (10 * Math.floor(i / 6) + (i % 6)) / 255),
});

describe('imageGrid', () => {
  it('places image after image, ten to a row, two white pixels apart', () => {
    const { width, height, data, channels } = decode(imageGrid(numbered(12), plain));
    expect({ width, height, channels }).toEqual({ width: 10 * 5 - 2, height: 2 * 4 - 2, channels: 1 });
    const expected = new Uint8Array(width * height).fill(255);
    for (let image = 0; image < 12; image++) {
      for (let p = 0; p < 6; p++) {
        const row = 4 * Math.floor(image / 10) + Math.floor(p / 3);
        expected[row * width + 5 * (image % 10) + (p % 3)] = 10 * image + p;
      }
    }
    expect([...data]).toEqual([...expected]);
  });

  it('undoes the normalisation and clips', () => {
    const batch = { shape: [1, 3, 1] as const, count: 1, pixels: Float32Array.of(-3, 0, 3) };
    const { data } = decode(imageGrid(batch, { mean: [0.5], std: [0.25] }));
    expect([...data.subarray(0, 3)]).toEqual([0, 128, 255]);
  });

  it('keeps the channels of coloured images', () => {
    const batch = { shape: [1, 1, 3] as const, count: 2, pixels: Float32Array.of(1, 0, 0, 0, 0, 1) };
    const { data, channels } = decode(imageGrid(batch, { mean: [0, 0, 0], std: [1, 1, 1] }));
    expect(channels).toBe(3);
    expect([...data.subarray(0, 3)]).toEqual([255, 0, 0]);
    expect([...data.subarray(9, 12)]).toEqual([0, 0, 255]);
  });
});

describe('selectForGrid', () => {
  it('gives each experience its part of a hundred images, evenly chosen', () => {
    const selected = selectForGrid(numbered(45), 5);
    expect(selected.count).toBe(20);
    const chosen = Array.from({ length: 20 }, (_, i) => Math.round((selected.pixels[6 * i] ?? -1) * 25.5));
    expect(chosen).toEqual(Array.from({ length: 20 }, (_, i) => Math.floor((i * 45) / 20)));
  });

  it('takes all where there are few, and one where there are many experiences', () => {
    expect(selectForGrid(numbered(3), 5)).toEqual(numbered(3));
    expect(selectForGrid(numbered(3), 200).count).toBe(1);
  });
});
