import { describe, expect, it } from 'vitest';
import { refuseLargeImages } from './refuse-large-images';

describe('images for a merge', () => {
  const memory = { machine: 16e9, backend: 2 ** 32 };
  const check = (shape: readonly [number, number, number], architecture = 'simple_cnn') =>
    refuseLargeImages({ architecture, shape }, memory);

  it('are refused if the student could not learn from one of them', () => {
    expect(() => check([90_000, 90_000, 3])).toThrow(
      /^the images are 90000x90000x3, and a simple_cnn needs at least 6\.3 TB .* 4\.3 GB .*--input/s,
    );
    expect(() => check([2048, 2048, 3], 'mobilenet_pretrained')).toThrow(/at least 6\.6 GB/);
  });

  it('are accepted as large as models take them', () => {
    expect(() => check([32, 32, 3])).not.toThrow();
    expect(() => check([512, 512, 3], 'mobilenet_pretrained')).not.toThrow();
  });
});
