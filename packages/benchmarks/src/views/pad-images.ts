import type { ImageDataset } from '../images/image-dataset';
import { requireCount } from '../require-count';

/**
 * The same images in a black frame, `height` × `width` pixels large with it, as `torchvision.transforms.CenterCrop` of larger sides makes it: where
 * the frame cannot be equally wide, it is one pixel narrower above and on the left.
 *
 * @throws RangeError if the images are larger, or a side is not a positive integer
 */
export function padImages(dataset: ImageDataset, height: number, width: number): ImageDataset {
  requireCount('height', height);
  requireCount('width', width);
  const [rows, columns, channels] = dataset.shape;
  if (rows > height || columns > width) {
    throw new RangeError(
      `images of ${rows} × ${columns} pixels cannot be padded to ${height} × ${width}. Choose a larger size, or resize them.`,
    );
  }
  const above = Math.floor((height - rows) / 2);
  const left = Math.floor((width - columns) / 2);
  return {
    name: dataset.name,
    length: dataset.length,
    shape: [height, width, channels],
    classCount: dataset.classCount,
    label: (index) => dataset.label(index),
    pixels(index) {
      const pixels = dataset.pixels(index);
      const framed = new Uint8Array(height * width * channels);
      for (let row = 0; row < rows; row++) {
        const from = row * columns * channels;
        framed.set(
          pixels.subarray(from, from + columns * channels),
          ((above + row) * width + left) * channels,
        );
      }
      return framed;
    },
  };
}
