import { expect, it } from 'vitest';
import golden from '../../test/fixtures/images.json';
import { resizeAndCrop } from './resize-and-crop';

it.each(golden.crops)('cuts 8 × 8 of $height × $width byte for byte as torchvision does', (image) => {
  const pixels = Uint8Array.from(image.pixels);
  expect([...resizeAndCrop({ ...image, pixels }, 8)]).toEqual(image.cropped);
});
