import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { Canvas } from '../src/procedural/canvas';
import { normalField } from '../src/procedural/normal-field';
import type { Shape } from '../src/procedural/soft-shape';
import { Random } from '../src/random';
import { PlainCanvas, plainNormalField } from './plain-painting';

const shape = fc.tuple(
  fc.integer({ min: 4, max: 40 }),
  fc.integer({ min: 4, max: 40 }),
  fc.constantFrom(1, 2, 3),
);
const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** A shape of which a part may lie beyond the border, in shares of the canvas. */
const figure = fc.record({
  kind: fc.constantFrom('ellipse', 'box', 'triangle') satisfies fc.Arbitrary<Shape['kind']>,
  x: number(-0.3, 1.3),
  y: number(-0.3, 1.3),
  halfWidth: number(0.001, 0.6),
  slim: number(0.05, 2),
  angle: number(-4, 4),
  hasSurface: fc.boolean(),
});

/** All that a canvas can do, in turn. */
function paint(
  canvas: Canvas,
  figures: readonly (typeof figure extends fc.Arbitrary<infer F> ? F : never)[],
  blur: number,
) {
  const { side, random } = canvas;
  canvas.horizon(
    canvas.colour(),
    side * random.uniform(),
    0.1 * canvas.normal(),
    0.4 + 6 * random.uniform(),
    canvas.grain(0.1),
  );
  canvas.add(canvas.grain(0.05));
  for (const { x, y, halfWidth, slim, hasSurface, ...rest } of figures) {
    const surface = {
      light: [canvas.normal(), canvas.normal()] as const,
      reach: Math.max(1, halfWidth * side),
      grain: canvas.grain(0.1),
    };
    canvas.fill(
      {
        ...rest,
        x: x * canvas.width,
        y: y * canvas.height,
        halfWidth: halfWidth * side,
        halfHeight: halfWidth * side * slim,
      },
      canvas.near(canvas.first, 0.3),
      hasSurface ? surface : undefined,
    );
  }
  return canvas.developed(blur);
}

test.prop([shape, seed, fc.array(figure, { maxLength: 5 }), fc.constantFrom(0, 0.3)], {
  numRuns: 100,
  seed: 1,
})('a canvas: the bits of one that looks at every pixel for every shape', (size, start, figures, blur) => {
  const quick = paint(new Canvas(size, Random.seeded(start)), figures, blur);
  expect(quick).toEqual(paint(new PlainCanvas(size, Random.seeded(start)), figures, blur));
});

test.prop([shape, seed, number(0.1, 5)], { numRuns: 50, seed: 1 })(
  'a field of noise: the bits of one that is blurred value by value',
  ([height, width], start, sigma) => {
    expect(normalField(height, width, sigma, Random.seeded(start))).toEqual(
      plainNormalField(height, width, sigma, Random.seeded(start)),
    );
  },
);
