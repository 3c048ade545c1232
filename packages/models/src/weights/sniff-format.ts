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

/** What others begin with, and what to do about them. */
const others: readonly (readonly [start: string, what: string, advice: string])[] = [
  ['version https://git-lfs', 'a Git LFS pointer instead of the file', 'Fetch the file: git lfs pull.'],
  ['PK\x05\x06', 'an archive without files', 'Download or save it again.'],
  ['<', 'a page of a website', 'Download the file itself.'],
  ['\x93NUMPY', 'a single NumPy array', 'Save arrays by name: numpy.savez.'],
  ['\x80', 'a pickle', "Save a state dict with PyTorch: torch.save(model.state_dict(), 'weights.pth')."],
];

/**
 * The format of a file.
 *
 * @param start Its first {@link sniffed} bytes, or all of them.
 * @throws {WeightsFormatError} It is none of those that are read.
 */
export function sniffFormat(start: Uint8Array, location: string): Kind {
  const text = String.fromCharCode(...start.subarray(0, sniffed));
  if (text.startsWith('PK\x03\x04')) return archiveKind(firstRecord(start));
  if (text.startsWith('\x89HDF\r\n\x1a\n')) return 'keras-h5';
  if (text.startsWith('\x80\x02\x8a\x0a')) return 'pytorch-legacy';
  // Eight bytes of length, the last of which is 0 in every file that can be read; then JSON.
  if (text.charAt(8) === '{' && text.charAt(7) === '\0') return 'safetensors';
  if (/^(\xef\xbb\xbf)?\s*\{/.test(text)) return text.includes('"weight_map"') ? 'safetensors-index' : 'tfjs';
  // Protobuf's first field, the version of the format, and one of those that may come next.
  if (start[0] === 0x08 && '\x12\x1a"(2:Br'.includes(text.charAt(2) || '-')) return 'onnx';
  const [, what, advice] = others.find(([begin]) => text.startsWith(begin)) ?? [];
  const bytes = Array.from(start.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const given =
    what === undefined ? (bytes === '' ? 'it is empty' : `it begins with ${bytes}`) : `it is ${what}`;
  throw new WeightsFormatError(location, given, advice ?? 'Check that it is the right file, and all of it.');
}

function archiveKind(first: string): Kind {
  if (/^((metadata|config)\.json|model\.weights\.h5)$/.test(first)) return 'keras';
  return first.endsWith('.npy') ? 'npz' : 'pytorch-zip';
}

/** The name of a zip archive's first file. */
function firstRecord(start: Uint8Array): string {
  const length = (start[26] ?? 0) + 256 * (start[27] ?? 0);
  return String.fromCharCode(...start.subarray(30, 30 + length));
}
