import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { binEnds } from '../bin-ends';
import type { Histogram } from '../run-event';
import type { PngImage } from './png-image';

/** One value under a name; what TensorBoard calls a tag: the part before its first `/` groups charts. */
export type SummaryValue =
  | { readonly tag: string; readonly scalar: number }
  | { readonly tag: string; readonly image: PngImage }
  | { readonly tag: string; readonly histogram: Histogram }
  /** Markdown. */
  | { readonly tag: string; readonly text: string }
  /** What a run was given, or how it ended, for the tab of hyperparameters. */
  | { readonly tag: string; readonly hparams: Uint8Array };

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
  } else if ('histogram' in value) {
    histogram(message, value.histogram);
  } else if ('text' in value) {
    plugin(message, 'text', new Uint8Array());
    message.tag(8, WireType.LengthDelimited).fork(); // Value.tensor
    message.tag(1, WireType.Varint).int32(7).tag(2, WireType.LengthDelimited).bytes(new Uint8Array()); // DT_STRING, a scalar
    message.tag(8, WireType.LengthDelimited).string(value.text);
    message.join();
  } else if ('hparams' in value) {
    plugin(message, 'hparams', value.hparams);
    message.tag(8, WireType.LengthDelimited).fork(); // Value.tensor: float32, of no numbers
    message.tag(1, WireType.Varint).int32(1).tag(2, WireType.LengthDelimited).fork();
    message.tag(2, WireType.LengthDelimited).bytes(new Uint8Array()).join().join();
  } else {
    const { width, height, channels, bytes } = value.image;
    message.tag(4, WireType.LengthDelimited).fork(); // Value.image
    message.tag(1, WireType.Varint).int32(height).tag(2, WireType.Varint).int32(width);
    message.tag(3, WireType.Varint).int32(channels).tag(4, WireType.LengthDelimited).bytes(bytes);
    message.join();
  }
  return message.join().join().finish();
}

/** Value.histo: for each bin its upper end, and how many numbers are in it. */
function histogram(message: BinaryWriter, spread: Histogram): void {
  const { min, max, counts, sum, sumOfSquares } = spread;
  const numbers = counts.reduce((total, count) => total + count, 0);
  message.tag(5, WireType.LengthDelimited).fork();
  for (const [i, value] of [min, max, numbers, sum, sumOfSquares].entries())
    message.tag(1 + i, WireType.Bit64).double(value);
  message.tag(6, WireType.LengthDelimited).fork();
  for (const end of binEnds(spread)) message.double(end);
  message.join().tag(7, WireType.LengthDelimited).fork();
  for (const count of counts) message.double(count);
  message.join().join();
}

/** Value.metadata: whose data it is, and that it is a tensor. */
function plugin(message: BinaryWriter, name: string, content: Uint8Array): void {
  message.tag(9, WireType.LengthDelimited).fork();
  message.tag(1, WireType.LengthDelimited).fork();
  message.tag(1, WireType.LengthDelimited).string(name).tag(2, WireType.LengthDelimited).bytes(content);
  message.join().tag(4, WireType.Varint).int32(2).join();
}

function event(wallTime: number): BinaryWriter {
  return new BinaryWriter().tag(1, WireType.Bit64).double(wallTime);
}
