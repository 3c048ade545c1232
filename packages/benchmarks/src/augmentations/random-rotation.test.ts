import { describe, expect, it } from 'vitest';
import golden from '../../test/fixtures/rotation.json';
import type { ImageShape } from '../images/image-dataset';
import { randomRotation } from './random-rotation';

describe.each(golden.cases)('an image of shape $shape', ({ shape, pixels, rotated }) => {
  const [height = 0, width = 0, channels = 0] = shape;
  const size: ImageShape = [height, width, channels];

  it.each(rotated)('turned by $degrees degrees is byte for byte what Pillow gives', (expected) => {
    const image = Uint8Array.from(pixels);
    const value = (expected.degrees / 45 + 1) / 2;
    expect([...randomRotation(45)(image, size, () => value)]).toEqual(expected.pixels);
    expect([...image]).toEqual(pixels);
  });
});

it('turns by an angle uniform in ± degrees', () => {
  const image = Uint8Array.from(golden.cases[0]?.pixels ?? []);
  const by = (degrees: number, value: number) => randomRotation(degrees)(image, [16, 16, 3], () => value);
  expect(by(15, 0)).toEqual(by(30, 0.25));
  expect(by(15, 0.5)).toEqual(image);
});

it.each([-1, 181, Number.NaN])('refuses %s degrees', (degrees) => {
  expect(() => randomRotation(degrees)).toThrow(RangeError);
});
