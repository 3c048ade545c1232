import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { bandPixels } from './band-experts';

/** Writes grey PNG images of 8 × 8 pixels, `0.png` and so on, whose band is their number modulo 4; half of them into a folder below. */
export function writeBandPhotos(folder: string, count: number): void {
  mkdirSync(join(folder, 'deep'), { recursive: true });
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.from(bandPixels(i), (value) => 255 * value);
    const png = encode({ width: 8, height: 8, channels: 1, data });
    writeFileSync(join(folder, i < count / 2 ? '' : 'deep', `${i}.png`), png);
  }
}
