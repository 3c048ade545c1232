import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * TensorBoard's `HParamsPluginData` with what a run was given (tensorboard/plugins/hparams/plugin_data.proto; the field numbers are
 * theirs). Numbers, texts and truth values are kept as such, anything else as JSON.
 *
 * @param time seconds since 1970
 */
export function sessionStart(config: Readonly<Record<string, unknown>>, time: number): Uint8Array {
  const message = new BinaryWriter();
  message.tag(3, WireType.LengthDelimited).fork();
  for (const [key, value] of Object.entries(config)) {
    message.tag(1, WireType.LengthDelimited).fork();
    message.tag(1, WireType.LengthDelimited).string(key);
    message.tag(2, WireType.LengthDelimited).fork();
    if (typeof value === 'number') message.tag(2, WireType.Bit64).double(value);
    else if (typeof value === 'boolean') message.tag(4, WireType.Varint).bool(value);
    else
      message
        .tag(3, WireType.LengthDelimited)
        .string(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
    message.join().join();
  }
  return message.tag(5, WireType.Bit64).double(time).join().finish();
}

/** The same with how it ended. */
export function sessionEnd(isSuccess: boolean, time: number): Uint8Array {
  const message = new BinaryWriter().tag(4, WireType.LengthDelimited).fork();
  message
    .tag(1, WireType.Varint)
    .int32(isSuccess ? 1 : 2)
    .tag(2, WireType.Bit64)
    .double(time);
  return message.join().finish();
}
