/** An image out of a PNG or JPEG file: height × width × 3 values in 0 … 255, red, green, blue. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * The largest image that is decoded, in millions of pixels. Decoding it takes up to 1.1 GB of memory for a PNG (16 bits a sample,
 * transparency), 2.1 GB for a JPEG, 2.7 GB for one in CMYK.
 */
export const mostMegapixels = 100;

/**
 * To be called with what a file says of its image, before memory is taken for it.
 *
 * @throws Error if the image has no pixels, or too many.
 */
export function refuseSize(width: number, height: number): void {
  const pixels = width * height;
  if (pixels < 1 || pixels > mostMegapixels * 1e6) throw new Error(`${width} × ${height} pixels`);
}
