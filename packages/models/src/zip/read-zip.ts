import { readBody } from '../location/read-body';
import { crc32 } from './crc32';
import { ZipError } from './zip-error';

/** A file of the archive. */
export interface ZipRecord {
  readonly name: string;
  /** A view of its bytes, as they lie in the archive. */
  readonly bytes: Uint8Array;
  readonly isDeflated: boolean;
  /** Bytes of the file, as the archive states it. */
  readonly length: number;
  /** As the archive states it. */
  readonly crc32: number;
}

const sizes = { local: 30, central: 46, end: 22 };
const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const longestComment = 0xffff;

/**
 * The records of a zip archive, by default as PyTorch and NumPy write it: stored, not compressed. So nothing is allocated but the
 * names, and no archive can be larger than its file. Everything is checked: bounds, names, duplicates, both of a record's headers.
 * fflate 0.8.3, which the project would use otherwise, checks no sums, shortens a record that is longer than its file
 * without a word, and allocates whatever size a compressed record states.
 *
 * @param options.deflated Records may be compressed, which {@link unpackedBytes} reads.
 * @throws {ZipError} Not a well-formed archive, compressed or encrypted records, ZIP64 sizes.
 */
export function readZip(
  bytes: Uint8Array,
  { deflated = false }: { readonly deflated?: boolean } = {},
): ReadonlyMap<string, ZipRecord> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  const length = view.getUint32(end + 12, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) {
    const given = 'an archive of more than 65 534 records or 4 GB';
    throw new ZipError(given, 'a smaller one', 'Convert it to safetensors, in Python.');
  }
  const stop = at + length;
  if (stop > end) throw malformed(`a directory of ${length} bytes at ${at}`, `one before byte ${end}`);

  const records = new Map<string, ZipRecord>();
  for (let i = 0; i < count; i++) {
    const { record, next } = readRecord(view, at, stop, deflated);
    if (records.has(record.name)) throw malformed(`the record '${record.name}' twice`, 'every name once');
    records.set(record.name, record);
    at = next;
  }
  if (at !== stop)
    throw malformed(`${count} records in ${length} bytes of directory`, 'a directory without rest');
  return records;
}

/**
 * A stored record's bytes, which it checks against their sum. A sum of 0 means that there is none, as PyTorch does after
 * `torch.serialization.set_crc32_options(False)`.
 *
 * @throws {ZipError} It is compressed, or they do not match the writer's checksum.
 */
export function intactBytes({ name, bytes, isDeflated, crc32: stated }: ZipRecord): Uint8Array {
  if (isDeflated) throw compressed(name);
  const actual = stated === 0 ? 0 : crc32(bytes);
  if (actual !== stated) throw malformed(`the record '${name}' with checksum ${actual}`, `${stated}`);
  return bytes;
}

/**
 * A record's bytes, stored or compressed. A few bytes may become many: they are unpacked piece by piece, and no further than to the
 * length that the archive states.
 *
 * @param most Bytes that it may have.
 * @throws {ZipError} There are more, other than stated, or they do not match the writer's checksum.
 */
export async function unpackedBytes(record: ZipRecord, most: number): Promise<Uint8Array> {
  const { name, length, isDeflated } = record;
  if (length > most) throw malformed(`the record '${name}' of ${length} bytes`, `at most ${most}`);
  if (!isDeflated) return intactBytes(record);
  const bytes = await inflated(record);
  if (bytes.length !== length) throw malformed(`the record '${name}' of other than ${length} bytes`, 'these');
  return intactBytes({ ...record, bytes, isDeflated: false });
}

async function inflated({ name, bytes, length }: ZipRecord): Promise<Uint8Array> {
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  try {
    return await readBody(packed.pipeThrough(new DecompressionStream('deflate-raw')), length + 1);
  } catch {
    throw malformed(`the record '${name}', which cannot be unpacked`, 'deflate');
  }
}

/** The names that the archive's directory lists, whatever is wrong with the records; none where it has no directory. */
export function zipNames(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names: string[] = [];
  try {
    let at = view.getUint32(endOfDirectory(view) + 16, true);
    while (view.getUint32(at, true) === signatures.central) {
      const length = view.getUint16(at + 28, true);
      names.push(nameAt(view, at + sizes.central, length));
      at += sizes.central + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  } catch {
    // Nothing more can be listed.
  }
  return names;
}

/**
 * The name of the file that an archive begins with, as far as its first bytes hold it: all that is known of an archive that was cut short,
 * since the directory is at its end. '' if it does not begin with a file.
 */
export function firstRecordName(start: Uint8Array): string {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  if (start.length < sizes.local || view.getUint32(0, true) !== signatures.local) return '';
  return String.fromCharCode(...start.subarray(sizes.local, sizes.local + view.getUint16(26, true)));
}

/** The archive's last record, from which all is read. */
function endOfDirectory(view: DataView): number {
  const last = view.byteLength - sizes.end;
  for (let at = last; at >= Math.max(0, last - longestComment); at--) {
    if (view.getUint32(at, true) === signatures.end && at + view.getUint16(at + 20, true) === last) return at;
  }
  throw malformed('no directory at its end, as if it was cut short', 'all of it');
}

function readRecord(
  view: DataView,
  at: number,
  stop: number,
  deflated: boolean,
): { record: ZipRecord; next: number } {
  if (at + sizes.central > stop || view.getUint32(at, true) !== signatures.central) {
    throw malformed(`no record at byte ${at} of the directory`, 'one');
  }
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const crc = view.getUint32(at + 16, true);
  const packed = view.getUint32(at + 20, true);
  const length = view.getUint32(at + 24, true);
  const nameLength = view.getUint16(at + 28, true);
  const next =
    at + sizes.central + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  const header = view.getUint32(at + 42, true);
  if (next > stop) throw malformed(`a record of ${next - at} bytes in the directory`, `at most ${stop - at}`);

  const name = nameAt(view, at + sizes.central, nameLength);
  const given = `the record '${name}'`;
  const isDeflated = deflated && method === 8;
  if (!isDeflated && (method !== 0 || packed !== length)) {
    throw compressed(name);
  }
  if ((flags & 1) !== 0) throw malformed(`${given}, encrypted`, 'one in clear');
  if (header + sizes.local > view.byteLength || view.getUint32(header, true) !== signatures.local) {
    throw malformed(`${given} at byte ${header}, where none is`, 'one');
  }
  const localName = view.getUint16(header + 26, true);
  const begin = header + sizes.local + localName + view.getUint16(header + 28, true);
  if (begin + packed > view.byteLength) {
    throw malformed(
      `${given} of ${packed} bytes at ${begin}`,
      `an end within the ${view.byteLength} of the file`,
    );
  }
  if (localName !== nameLength || nameAt(view, header + sizes.local, localName) !== name) {
    throw malformed(`${given} under two names`, 'one name');
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset + begin, packed);
  return { record: { name, bytes, isDeflated, length, crc32: crc }, next };
}

/** Names are only looked up here, but there is no good reason for one that leads out of its folder. */
function nameAt(view: DataView, at: number, length: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed('a record whose name is not UTF-8', 'UTF-8');
  }
  const isPath = /[\\\0]|^[A-Za-z]:/.test(name) || /^$|^\/|(^|\/)\.\.?(\/|$)/.test(name);
  if (isPath) throw malformed(`the record ${JSON.stringify(name.slice(0, 80))}`, 'a name within the archive');
  return name;
}

function compressed(name: string): ZipError {
  const store = 'Write it uncompressed: torch.save or numpy.savez, or zip -0.';
  return new ZipError(`the record '${name}', compressed`, 'stored records', store);
}

function malformed(given: string, expected: string): ZipError {
  return new ZipError(given, expected, 'Download the file again, or save it again.');
}
