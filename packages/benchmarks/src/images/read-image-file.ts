import { readFileSync } from 'node:fs';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { decodeImage, type ImageFileFacts } from './decode-image';
import type { DecodedImage } from './decoded-image';

/**
 * Reads and decodes a JPEG or PNG file, waiting for the disk: for data sets that read an image when asked for it.
 *
 * @throws CorruptFileError if there is no such image there.
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
