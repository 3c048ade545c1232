import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { PngImage } from './png-image';

/** One value under a name; what TensorBoard calls a tag: the part before its first `/` groups charts. */
export type SummaryValue =
  | { readonly tag: string; readonly scalar: number }
  | { readonly tag: string; readonly image: PngImage };

/** The first message of every event file. @param wallTime seconds since 1970 */
export function versionMessage(wallTime: number): Uint8Array {
  return event(wallTime).tag(3, WireType.LengthDelimited).string('brain.Event:2').finish();
}

/**
 * TensorFlow's `Event` with a `Summary` of one value, in protobuf (tensorflow/core/util/event.proto and summary.proto; the
 * field numbers are theirs).
 *
 * @param wallTime seconds since 1970
 * @param step place on the chart's axis: a whole number
 */
export function summaryMessage(wallTime: number, step: number, value: SummaryValue): Uint8Array {
  const message = event(wallTime).tag(2, WireType.Varint).int64(step);
  message.tag(5, WireType.LengthDelimited).fork(); // Event.summary
  message.tag(1, WireType.LengthDelimited).fork(); // Summary.value
  message.tag(1, WireType.LengthDelimited).string(value.tag);
  if ('scalar' in value) {
    message.tag(2, WireType.Bit32).float(Math.fround(value.scalar));
  } else {
    const { width, height, channels, bytes } = value.image;
    message.tag(4, WireType.LengthDelimited).fork(); // Value.image
    message.tag(1, WireType.Varint).int32(height).tag(2, WireType.Varint).int32(width);
    message.tag(3, WireType.Varint).int32(channels).tag(4, WireType.LengthDelimited).bytes(bytes);
    message.join();
  }
  return message.join().join().finish();
}

function event(wallTime: number): BinaryWriter {
  return new BinaryWriter().tag(1, WireType.Bit64).double(wallTime);
}
