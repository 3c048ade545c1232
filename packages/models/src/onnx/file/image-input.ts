import { OnnxFileError } from '../graph/onnx-file-error';
import type { ImageInput } from '../graph/onnx-graph';

/**
 * The images that a graph takes. Frameworks write [batch, channels, height, width], TensorFlow's converters [batch, height, width,
 * channels]: those have 1, 3 or 4 places at the end and more after the batch.
 *
 * @param shape as the file states it, undefined where it is free
 * @throws {OnnxFileError} These are no images.
 */
export function imageInput(
  location: string,
  name: string,
  shape: readonly (number | undefined)[],
): ImageInput {
  const [images, second, third, last] = shape;
  const isCount = (side: number | undefined) => side === 1 || side === 3 || side === 4;
  const channelsAreLast = isCount(last) && (second === undefined || second > 4);
  const [channels, height, width] = channelsAreLast ? [last, second, third] : [second, third, last];
  if (shape.length === 4 && channels !== undefined) {
    return { name, height, width, channels, channelsAreLast, images };
  }
  const given = `its input '${name.slice(0, 80)}' has the shape [${shape.map((side) => side ?? '?')}]`;
  throw new OnnxFileError(
    location,
    given,
    '[batch, channels, height, width] with a fixed number of channels',
    'Export it from images of the size that it is for.',
  );
}
