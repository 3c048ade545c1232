import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A value under a name; slashes group charts. */
export type WandbItem = readonly [key: string, value: unknown];

export type WandbRecord =
  | { readonly type: 'header' }
  | {
      readonly type: 'run';
      readonly id: string;
      readonly project: string;
      readonly name: string;
      readonly group: string;
      readonly config: readonly WandbItem[];
      /** Milliseconds since 1970. */
      readonly time: number;
    }
  | { readonly type: 'history'; readonly step: number; readonly items: readonly WandbItem[] }
  | { readonly type: 'summary'; readonly items: readonly WandbItem[] }
  | { readonly type: 'exit'; readonly code: number; readonly seconds: number };

/** The version of W&B whose files these are. */
const producer = '0.31.0';

/**
 * W&B's `Record`, in protobuf (wandb/proto/wandb_internal.proto; the field numbers are theirs).
 *
 * @param num place in the file, from 1
 */
export function wandbRecord(num: number, record: WandbRecord): Uint8Array {
  const message = new BinaryWriter().tag(1, WireType.Varint).int64(num);
  const text = (field: number, value: string) => message.tag(field, WireType.LengthDelimited).string(value);
  const nested = (field: number, write: () => void) => {
    message.tag(field, WireType.LengthDelimited).fork();
    write();
    message.join();
  };
  /** Items of a run, a summary and a history have the same shape. */
  const items = (all: readonly WandbItem[]) => {
    for (const [key, value] of all)
      nested(1, () => {
        text(2, key); // nested_key, a path of one: a dot in `key` would be taken for one
        text(16, jsonOf(value));
      });
  };
  switch (record.type) {
    case 'header':
      nested(21, () => nested(1, () => text(1, producer).tag(2, WireType.LengthDelimited).string(producer)));
      break;
    case 'run': {
      const { id, project, name, group, config, time } = record;
      nested(17, () => {
        text(1, id);
        text(3, project);
        nested(4, () => items(config));
        text(6, group);
        text(8, name);
        nested(17, () => {
          message.tag(1, WireType.Varint).int64(Math.floor(time / 1000));
          message.tag(2, WireType.Varint).int32((time % 1000) * 1_000_000);
        });
      });
      break;
    }
    case 'history':
      nested(2, () => {
        items([...record.items, ['_step', record.step]]);
        nested(2, () => message.tag(1, WireType.Varint).int64(record.step));
      });
      break;
    case 'summary':
      nested(3, () => items(record.items));
      break;
    case 'exit':
      nested(18, () => {
        message.tag(1, WireType.Varint).int32(record.code);
        message.tag(2, WireType.Varint).int32(record.seconds);
      });
      break;
    default:
      record satisfies never;
  }
  return message.finish();
}

/** JSON as Python reads it, which knows NaN and the infinities. */
function jsonOf(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  return JSON.stringify(value) ?? 'null';
}
