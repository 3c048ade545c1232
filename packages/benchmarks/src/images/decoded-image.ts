/** An image out of a PNG or JPEG file: height × width × 3 values in 0 … 255, red, green, blue. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}
