/** A file that is none of the formats that weights come in. */
export class WeightsFormatError extends Error {
  override readonly name = 'WeightsFormatError';

  constructor(
    readonly location: string,
    readonly given: string,
    advice: string,
  ) {
    super(
      `${location}: ${given}. Expected safetensors, a PyTorch state dict (.pth, .pt), NumPy arrays (.npz), an ` +
        `ONNX file, a TensorFlow.js model.json or a Keras file (.keras, .h5). ${advice}`,
    );
  }
}
