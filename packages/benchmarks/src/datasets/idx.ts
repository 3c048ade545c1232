import { CorruptFileError } from '../errors/corrupt-file-error';

/** The images of an IDX file: `pixels` is a view of the file's bytes, image after image, row after row. */
export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** "Unsigned bytes, three dimensions" and "… one dimension", as the first four bytes of the format encode it. */
const IMAGES_MAGIC = 0x00000803;
const LABELS_MAGIC = 0x00000801;

/**
 * Reads the `idx3-ubyte` format of MNIST (http://yann.lecun.com/exdb/mnist). Allocates nothing before
 * the header was found to agree with the length of the file.
 *
 * @throws CorruptFileError if magic number, dimensions or length are wrong; `path` is named in it.
 */
export function parseIdxImages(bytes: Uint8Array, path: string): IdxImages {
  const [count, height, width] = readHeader(bytes, IMAGES_MAGIC, 3, path) as [number, number, number];
  return { count, height, width, pixels: bytes.subarray(16) };
}

/**
 * Reads the `idx1-ubyte` format of MNIST's labels.
 *
 * @throws CorruptFileError also if a label is not in 0 … classCount − 1.
 */
export function parseIdxLabels(bytes: Uint8Array, classCount: number, path: string): Uint8Array {
  readHeader(bytes, LABELS_MAGIC, 1, path);
  const labels = bytes.subarray(8);
  const wrong = labels.findIndex((label) => label >= classCount);
  if (wrong >= 0) {
    throw new CorruptFileError({
      path,
      expected: `labels from 0 to ${classCount - 1}`,
      actual: `label ${labels[wrong]} at ${wrong}`,
    });
  }
  return labels;
}

function readHeader(bytes: Uint8Array, magic: number, dimensionCount: number, path: string): number[] {
  const headerLength = 4 + 4 * dimensionCount;
  if (bytes.length < headerLength) {
    throw new CorruptFileError({
      path,
      expected: `an IDX header of ${headerLength} bytes`,
      actual: `${bytes.length} bytes`,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(0);
  if (found !== magic) {
    throw new CorruptFileError({
      path,
      expected: `IDX magic number ${magic}`,
      actual: `magic number ${found}`,
    });
  }
  const dimensions = Array.from({ length: dimensionCount }, (_, axis) => view.getUint32(4 + 4 * axis));
  const length = headerLength + dimensions.reduce((product, size) => product * size, 1);
  if (dimensions.includes(0) || bytes.length !== length) {
    throw new CorruptFileError({
      path,
      expected: `${length} bytes and no empty dimension for a header of ${dimensions.join('×')}`,
      actual: `${bytes.length} bytes`,
    });
  }
  return dimensions;
}
