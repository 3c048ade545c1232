import { readFileSync } from 'node:fs';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { maskedCrc } from '../src/tensorboard/record';

/** What an event file holds under one tag at one step. */
export interface Point {
  readonly tag: string;
  readonly step: number;
  readonly wallTime: number;
  readonly scalar?: number;
  readonly histogram?: {
    readonly numbers: readonly number[];
    readonly limits: readonly number[];
    readonly counts: readonly number[];
  };
  readonly text?: string;
  /** The plugin whose data it is. */
  readonly plugin?: string;
  readonly image?: {
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    readonly png: Uint8Array;
  };
}

/** Reads a TensorBoard event file up to the last whole record, as TensorBoard does. Throws at a wrong checksum. */
export function readEventFile(path: string): { version: string; points: Point[] } {
  const bytes = readFileSync(path);
  let version = '';
  const points: Point[] = [];
  for (let at = 0; at + 12 <= bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    if (bytes.readUInt32LE(at + 8) !== maskedCrc(bytes.subarray(at, at + 8)))
      throw new Error(`length at ${at}`);
    if (at + 16 + length > bytes.length) break;
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (bytes.readUInt32LE(at + 12 + length) !== maskedCrc(data)) throw new Error(`data at ${at}`);
    at += 16 + length;
    const event = fields(data);
    const wallTime = Buffer.from(event.get(1) as Uint8Array).readDoubleLE();
    if (event.has(3)) version = text(event.get(3));
    if (event.has(5)) points.push({ ...value(event.get(5)), step: Number(event.get(2) ?? 0), wallTime });
  }
  return { version, points };
}

function value(summary: unknown): { tag: string } & Partial<Point> {
  const found = fields(fields(summary as Uint8Array).get(1) as Uint8Array);
  const tag = text(found.get(1));
  if (found.has(2)) return { tag, scalar: Buffer.from(found.get(2) as Uint8Array).readFloatLE() };
  if (found.has(5)) {
    const histogram = fields(found.get(5) as Uint8Array);
    const doubles = (field: number) => doublesOf(histogram.get(field) as Uint8Array);
    const numbers = [1, 2, 3, 4, 5].flatMap(doubles);
    return { tag, histogram: { numbers, limits: doubles(6), counts: doubles(7) } };
  }
  if (found.has(9)) {
    const plugin = text(fields(fields(found.get(9) as Uint8Array).get(1) as Uint8Array).get(1));
    const tensor = fields(found.get(8) as Uint8Array);
    return { tag, plugin, ...(tensor.has(8) && { text: text(tensor.get(8)) }) };
  }
  const image = fields(found.get(4) as Uint8Array);
  const number = (field: number) => Number(image.get(field));
  const png = image.get(4) as Uint8Array;
  return { tag, image: { height: number(1), width: number(2), channels: number(3), png } };
}

/** Fields of a message by number: varints as numbers, all else as bytes. */
function fields(message: Uint8Array): Map<number, number | Uint8Array> {
  const reader = new BinaryReader(message);
  const found = new Map<number, number | Uint8Array>();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type === WireType.Varint) found.set(field, Number(reader.int64()));
    else if (type === WireType.LengthDelimited) found.set(field, reader.bytes());
    else {
      const from = reader.pos;
      reader.skip(type);
      found.set(field, message.subarray(from, reader.pos));
    }
  }
  return found;
}

function doublesOf(bytes: Uint8Array): number[] {
  const buffer = Buffer.from(bytes);
  return Array.from({ length: bytes.length / 8 }, (_, i) => buffer.readDoubleLE(8 * i));
}

function text(bytes: unknown): string {
  return new TextDecoder().decode(bytes as Uint8Array);
}
