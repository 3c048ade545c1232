import { CorruptFileError } from '../errors/corrupt-file-error';
import { decodeJpeg } from './decode-jpeg';
import { decodePng } from './decode-png';
import { type DecodedImage, mostMegapixels } from './decoded-image';

/** Which file the bytes come from, for errors. */
export interface ImageFileFacts {
  readonly path: string;
  /** What the reader of the error should do about a wrong file. */
  readonly remedy?: string | undefined;
}

/**
 * The image of a JPEG or PNG file: the format is recognised by its first bytes, not by its name.
 *
 * @throws CorruptFileError if it is neither, or damaged, or has too many pixels.
 */
export function decodeImage(bytes: Uint8Array, facts: ImageFileFacts): DecodedImage {
  const expected = `a JPEG or PNG image of at most ${mostMegapixels} megapixels`;
  const decode = decoderOf(bytes);
  if (decode === undefined) {
    const actual = bytes.length === 0 ? 'no bytes' : `the first bytes ${[...bytes.subarray(0, 4)].join(' ')}`;
    throw new CorruptFileError({ ...facts, expected, actual });
  }
  try {
    return decode(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptFileError({ ...facts, expected, actual: `other content (${reason})` }, { cause });
  }
}

function decoderOf(bytes: Uint8Array): ((bytes: Uint8Array) => DecodedImage) | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return decodeJpeg;
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return decodePng;
  return undefined;
}
