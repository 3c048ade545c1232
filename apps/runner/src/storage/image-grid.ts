import { type Normalization, toPixels } from '@exmodel/benchmarks';
import { type ImageBatch, imageSize, selectImages } from '@exmodel/distill';
import { encode } from 'fast-png';

const columns = 10;
const rows = 10;
const gap = 2;

/** The images that one of `experiences` shows on the sheet: evenly spaced, so that every class is shown. */
export function selectForGrid(samples: ImageBatch, experiences: number): ImageBatch {
  const shown = Math.min(samples.count, Math.max(1, Math.floor((columns * rows) / experiences)));
  return selectImages(
    samples,
    Array.from({ length: shown }, (_, i) => Math.floor((i * samples.count) / shown)),
  );
}

/** A PNG sheet of images, ten to a row, in their order. */
export function imageGrid(batch: ImageBatch, normalization: Normalization): Uint8Array {
  const [height, width, channels] = batch.shape;
  const size = imageSize(batch.shape);
  const sheetWidth = columns * (width + gap) - gap;
  const sheetHeight = Math.ceil(batch.count / columns) * (height + gap) - gap;
  const sheet = new Uint8Array(sheetWidth * sheetHeight * channels).fill(255);
  for (let image = 0; image < batch.count; image++) {
    const pixels = toPixels(batch.pixels.subarray(image * size, (image + 1) * size), normalization);
    const top = Math.floor(image / columns) * (height + gap);
    const left = (image % columns) * (width + gap);
    for (let row = 0; row < height; row++) {
      const line = pixels.subarray(row * width * channels, (row + 1) * width * channels);
      sheet.set(line, ((top + row) * sheetWidth + left) * channels);
    }
  }
  return encode({ width: sheetWidth, height: sheetHeight, data: sheet, channels });
}
