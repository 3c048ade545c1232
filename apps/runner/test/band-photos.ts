import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { bandPixels } from './band-experts';

/** Writes grey PNG images of 8 × 8 pixels, `0.png` and so on, whose band is their number modulo 4; half of them into a folder below. */
export function writeBandPhotos(folder: string, count: number): void {
  mkdirSync(join(folder, 'deep'), { recursive: true });
  for (let i = 0; i < count; i++) {
    writeFileSync(join(folder, i < count / 2 ? '' : 'deep', `${i}.png`), bandPhoto(i));
  }
}

/** The same in one folder for each class; the classes are those of the bands, in their order. */
export function writeLabelledBands(folder: string, classes: readonly string[], perClass: number): void {
  for (const [band, name] of classes.entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let i = 0; i < perClass; i++) writeFileSync(join(folder, name, `${i}.png`), bandPhoto(4 * i + band));
  }
}

function bandPhoto(index: number): Uint8Array {
  const data = Uint8Array.from(bandPixels(index), (value) => 255 * value);
  return encode({ width: 8, height: 8, channels: 1, data });
}
