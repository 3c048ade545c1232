import { readFileSync } from 'node:fs';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { readLogRecords } from '../src/wandb/log-blocks';

/** A record of a W&B file: its kind as the number of its field, and the values that it has, by name. */
export interface ReadRecord {
  readonly num: number;
  readonly field: number;
  readonly values: Readonly<Record<string, string>>;
}

/** Reads a file of W&B's offline format up to the last whole record. */
export function readWandbFile(path: string): ReadRecord[] {
  return readLogRecords(readFileSync(path)).records.map((bytes) => {
    const fields = read(bytes);
    const [field = 0, content] = [...fields].find(([field]) => field !== 1) ?? [];
    const num = Number(fields.get(1)?.[0]);
    // Items of a history and a summary are its first field; those of a run are in its configuration.
    const own = read(content?.[0] as Uint8Array);
    const items =
      field === 17
        ? read(own.get(4)?.[0] as Uint8Array).get(1)
        : field === 2 || field === 3
          ? own.get(1)
          : [];
    const values = (items ?? []).map((item) => {
      const pair = read(item as Uint8Array);
      return [text(pair.get(2)?.[0]), text(pair.get(16)?.[0])] as const;
    });
    const names =
      field === 17
        ? ([
            ['id', text(own.get(1)?.[0])],
            ['project', text(own.get(3)?.[0])],
          ] as const)
        : [];
    return { num, field, values: Object.fromEntries([...names, ...values]) };
  });
}

/** Fields of a message by number, each with all its values: varints as numbers, all else as bytes. */
function read(message: Uint8Array): Map<number, (number | Uint8Array)[]> {
  const reader = new BinaryReader(message);
  const found = new Map<number, (number | Uint8Array)[]>();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const value = type === WireType.Varint ? Number(reader.int64()) : reader.bytes();
    found.set(field, [...(found.get(field) ?? []), value]);
  }
  return found;
}

function text(value: number | Uint8Array | undefined): string {
  return new TextDecoder().decode(value as Uint8Array);
}
