import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { tiling } from './product';

test.prop([fc.integer({ min: 1, max: 5000 })])(
  'tiles cover all columns, idle at most three lanes a tile, and keep within what every device has',
  (columns) => {
    const { across, down, tileColumns, columnTiles, memory } = tiling(columns);
    expect(tileColumns * columnTiles).toBeGreaterThanOrEqual(columns);
    expect(tileColumns * columnTiles - columns).toBeLessThan(4 * columnTiles);
    expect(across * down).toBeLessThanOrEqual(256);
    expect(memory).toBeLessThanOrEqual(16_384);
  },
);
