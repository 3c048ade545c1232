import { dtypes } from '../state-dict/dtypes';
import { duplicateKey } from './duplicate-key';
import { SafetensorsError } from './safetensors-error';

/** One tensor as the header describes it; offsets are bytes from the start of the data. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** In the order of their data. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: Record<string, string>;
}

/** The official reader's limit. */
const maximumLength = 100_000_000;
/** Bytes before the header, which hold its length. */
export const prefixLength = 8;
const download = 'Download or export the file again.';
const exportAgain = 'Write the file again with the official library.';

/**
 * Checks everything in a header: JSON, duplicate names, that the tensors cover the data without overlap or hole, and
 * that each has the bytes of its shape and dtype, for the dtypes that can be read.
 *
 * @param json The header, without the eight bytes before it.
 * @param available Bytes of data after it.
 * @throws {SafetensorsError}
 */
export function readHeader(json: Uint8Array, available: number): Header {
  const { __metadata__: metadata = {}, ...fields } = parse(json);
  const entries = Object.entries(fields).map(([name, value]) => checkedEntry(name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCoverage(entries, available);
  for (const entry of entries) checkSize(entry);
  return { entries, metadata: checkedMetadata(metadata) };
}

/**
 * The length of the header that a file's first eight bytes state. Fails before anything is allocated for a false one.
 *
 * @param prefix The first bytes, eight or more.
 * @param size Bytes of the file.
 * @throws {SafetensorsError}
 */
export function headerLength(prefix: Uint8Array, size: number): number {
  if (size < prefixLength) {
    throw new SafetensorsError(`${size} bytes`, 'at least 8, the length of the header', download);
  }
  const stated = new DataView(prefix.buffer, prefix.byteOffset, prefixLength).getBigUint64(0, true);
  if (stated > BigInt(maximumLength)) {
    throw new SafetensorsError(
      `a header of ${stated} bytes`,
      `at most ${maximumLength}`,
      'Check that the file is safetensors and not a pickle (.pt, .pth) or an archive.',
    );
  }
  const available = size - prefixLength;
  if (stated > BigInt(available)) {
    throw new SafetensorsError(
      `a header of ${stated} bytes`,
      `no more than the ${available} that follow`,
      download,
    );
  }
  return Number(stated);
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let fields: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    fields = JSON.parse(text);
  } catch (cause) {
    throw new SafetensorsError(
      `a header that is not JSON (${String(cause)})`,
      'a JSON object in UTF-8',
      download,
    );
  }
  if (!text.startsWith('{') || !isObject(fields)) {
    throw new SafetensorsError(
      `a header that starts with '${text.slice(0, 1)}'`,
      'a JSON object',
      exportAgain,
    );
  }
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined) {
    throw new SafetensorsError(`the name '${duplicate}' twice`, 'every name once', exportAgain);
  }
  return fields;
}

function checkedMetadata(value: unknown): Record<string, string> {
  if (isObject(value) && Object.values(value).every((text) => typeof text === 'string')) {
    return value as Record<string, string>;
  }
  throw new SafetensorsError(`__metadata__ ${brief(value)}`, 'an object of strings', exportAgain);
}

function checkedEntry(name: string, value: unknown): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {};
  if (typeof dtype !== 'string') {
    throw new SafetensorsError(`dtype ${brief(dtype)}`, 'the name of a dtype', exportAgain, name);
  }
  if (!isSizes(shape)) {
    throw new SafetensorsError(`shape ${brief(shape)}`, 'a list of integers ≥ 0', exportAgain, name);
  }
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw new SafetensorsError(`data_offsets ${brief(offsets)}`, 'two integers ≥ 0', exportAgain, name);
  }
  const [begin, end] = offsets as [number, number];
  return { name, dtype, shape, begin, end };
}

/** @param entries Sorted by begin. */
function checkCoverage(entries: readonly TensorEntry[], available: number): void {
  let covered = 0;
  for (const { name, begin, end } of entries) {
    const given = `data_offsets [${begin}, ${end}]`;
    if (begin !== covered || end < begin) {
      const expected = `it to begin at ${covered}, where the tensor before it ends, and to end after`;
      throw new SafetensorsError(given, expected, exportAgain, name);
    }
    if (end > available) {
      throw new SafetensorsError(given, `an end within the ${available} bytes of data`, download, name);
    }
    covered = end;
  }
  if (covered !== available) {
    throw new SafetensorsError(
      `${available} bytes of data`,
      `the ${covered} that the header describes`,
      download,
    );
  }
}

function checkSize({ name, dtype, shape, begin, end }: TensorEntry): void {
  const width = dtypes.get(dtype)?.width;
  if (width === undefined) return;
  const stated = shape.reduce((product, side) => product * side, width);
  if (stated !== end - begin) {
    const expected = `the ${stated} of ${dtype} [${shape}]`;
    throw new SafetensorsError(`${end - begin} bytes of data`, expected, exportAgain, name);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function brief(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
