/** A convolution of another layout than NHWC, the only one that XNNPACK computes. */
export class UnsupportedDataFormatError extends Error {
  override readonly name = 'UnsupportedDataFormatError';

  constructor(readonly dataFormat: string) {
    super(
      `A conv2d gradient of data format ${dataFormat} was asked of exmodel-wasm; expected NHWC. ` +
        'Transpose the images to [batch, height, width, channels] first.',
    );
  }
}
