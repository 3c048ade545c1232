import { readFileSync } from 'node:fs';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { decodeImage, type ImageFileFacts } from './decode-image';
import type { DecodedImage } from './decoded-image';

/**
 * Reads and decodes a JPEG or PNG file, synchronously: for data sets that read each image from disk when it is needed.
 *
 * @throws CorruptFileError if the file is missing, or is not such an image.
 */
export function readImageFile(facts: ImageFileFacts): DecodedImage {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(facts.path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptFileError(
      { ...facts, expected: 'an image', actual: `no content that can be read (${reason})` },
      { cause },
    );
  }
  return decodeImage(bytes, facts);
}
