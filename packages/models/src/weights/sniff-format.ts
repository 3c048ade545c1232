import { firstRecordName } from '../zip/read-zip';
import { foreignFormats } from './foreign-formats';
import { WeightsFormatError } from './weights-format-error';

/** By what a file begins with; names and endings prove nothing. */
type Kind =
  | 'safetensors'
  | 'safetensors-index'
  | 'pytorch-zip'
  | 'pytorch-legacy'
  | 'npz'
  | 'tfjs'
  | 'onnx'
  | 'keras'
  | 'keras-h5';

/** Bytes that {@link sniffFormat} looks at. */
export const sniffed = 512;

/**
 * The format of a file.
 *
 * @param start Its first {@link sniffed} bytes, or all of them.
 * @throws {WeightsFormatError} It is none of those that are read.
 */
export function sniffFormat(start: Uint8Array, location: string): Kind {
  const text = String.fromCharCode(...start.subarray(0, sniffed));
  if (text.startsWith('PK\x03\x04')) return archiveKind(firstRecordName(start));
  if (text.startsWith('\x89HDF\r\n\x1a\n')) return 'keras-h5';
  if (text.startsWith('\x80\x02\x8a\x0a')) return 'pytorch-legacy';
  // Eight bytes of length, the last of which is 0 in every file that can be read; then JSON.
  if (text.charAt(8) === '{' && text.charAt(7) === '\0') return 'safetensors';
  if (/^(\xef\xbb\xbf)?\s*\{/.test(text)) return text.includes('"weight_map"') ? 'safetensors-index' : 'tfjs';
  const foreign = foreignFormats.find(({ is }) => is(text));
  // Protobuf's first field, the version of the format, and one of those that may come next.
  if (foreign === undefined && start[0] === 0x08 && '\x12\x1a"(2:Br'.includes(text.charAt(2) || '-'))
    return 'onnx';
  const { what, advice = 'Check that it is the right file, and all of it.' } = foreign ?? {};
  const bytes = Array.from(start.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const given =
    what === undefined ? (bytes === '' ? 'it is empty' : `it begins with ${bytes}`) : `it is ${what}`;
  throw new WeightsFormatError(location, given, advice);
}

function archiveKind(first: string): Kind {
  if (/^((metadata|config)\.json|model\.weights\.h5)$/.test(first)) return 'keras';
  return first.endsWith('.npy') ? 'npz' : 'pytorch-zip';
}
