import { writeZip } from '../src/zip/write-zip';

/** Pickle instructions by hand: text is Latin-1. */
export function pickle(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))),
  );
}

/** A `.pth` in the zip format around a pickle. */
export function zipOf(
  data: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = {},
  root = 'archive',
): Uint8Array {
  return writeZip([
    [`${root}/data.pkl`, data],
    ...Object.entries(storages).map(([key, bytes]) => [`${root}/data/${key}`, bytes] as const),
  ]);
}

/** A `.pth` in the legacy format around a pickle without storages. */
export function legacyOf(data: Uint8Array): Uint8Array {
  const magic = '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.';
  return pickle(magic, '\x80\x02M\xe9\x03.', '\x80\x02}X\x0d\0\0\0little_endian\x88s.', data, '\x80\x02].');
}

/** BINUNICODE. */
export function text(value: string): string {
  return `X${u32(value.length)}${value}`;
}

/** Four little-endian bytes. */
export function u32(value: number): string {
  return String.fromCharCode(...[0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff));
}

/** A float32 tensor of storage '0'; sizes and strides below 256. */
export function tensor(
  options: { length?: number; offset?: string; size?: number[]; stride?: number[]; type?: string } = {},
): string {
  const { length = 4, offset = 'K\0', size = [4], stride = [1], type = 'FloatStorage' } = options;
  const tuple = (values: readonly number[]) => `(${values.map((value) => `J${u32(value)}`).join('')}t`;
  return (
    `ctorch._utils\n_rebuild_tensor_v2\n((${text('storage')}ctorch\n${type}\n${text('0')}${text('cpu')}J${u32(length)}tQ` +
    `${offset}${tuple(size)}${tuple(stride)}\x89ccollections\nOrderedDict\n)RtR`
  );
}

/** A dict with one entry. */
export function dictOf(value: string): Uint8Array {
  return pickle('\x80\x02}', text('a'), value, 's.');
}
