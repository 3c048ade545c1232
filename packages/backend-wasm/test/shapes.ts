import { fc } from '@fast-check/vitest';

type Padding = 'same' | 'valid' | [[number, number], [number, number], [number, number], [number, number]];

export interface Window {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outChannels: number;
  readonly size: [number, number];
  readonly strides: [number, number];
  readonly pad: Padding;
}

const pair = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
const frame = fc.tuple(fc.nat(2), fc.nat(2));
const explicit = fc.tuple(
  fc.constant<[number, number]>([0, 0]),
  frame,
  frame,
  fc.constant<[number, number]>([0, 0]),
);

/**
 * Convolutions and poolings of all sorts whose window fits into the framed image and is larger than the frame.
 * A padding of one number is left out: tfjs-core computes a wrong width with it unless window and strides are square.
 */
export const windows: fc.Arbitrary<Window> = fc
  .record({
    batch: fc.constantFrom(1, 2, 5),
    height: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1, 2, 3, 7, 16),
    outChannels: fc.constantFrom(1, 3, 6, 8, 17),
    size: pair(5),
    strides: pair(3),
    pad: fc.oneof<fc.Arbitrary<Padding>[]>(fc.constant('same'), fc.constant('valid'), explicit),
  })
  .filter(({ height, width, size: [h, w], pad }) => {
    if (typeof pad === 'string') return height >= h && width >= w;
    const [, rows, columns] = pad;
    const fits = height + rows[0] + rows[1] >= h && width + columns[0] + columns[1] >= w;
    return fits && Math.max(...rows) < h && Math.max(...columns) < w;
  });
