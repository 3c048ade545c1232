import { advice } from '../errors/advice';
import { PytorchFileError } from '../errors/pytorch-file-error';

/** Reads forward, and never past the end: nothing is allocated for a length that the bytes do not have. */
export class ByteCursor {
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(): number {
    return this.#view.getUint8(this.advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.advance(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.advance(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.advance(4), true);
  }

  uint64(): bigint {
    return this.#view.getBigUint64(this.advance(8), true);
  }

  /** Pickles write their floats big-endian. */
  float64(): number {
    return this.#view.getFloat64(this.advance(8), false);
  }

  /** A view. */
  take(length: number): Uint8Array {
    const begin = this.advance(length);
    return this.bytes.subarray(begin, begin + length);
  }

  text(length: number): string {
    const bytes = this.take(length);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new PytorchFileError('text that is not UTF-8', 'UTF-8', advice.download);
    }
  }

  /** The text before the next line feed, which is passed over. */
  line(): string {
    const end = this.bytes.subarray(this.at, this.at + 256).indexOf(0x0a);
    if (end < 0) {
      throw new PytorchFileError('a name without end', 'a line feed within 256 bytes', advice.download);
    }
    const line = this.text(end);
    this.advance(1);
    return line;
  }

  private advance(length: number): number {
    const begin = this.at;
    const left = this.bytes.length - begin;
    if (length > left) {
      throw new PytorchFileError(
        `${left} bytes left at byte ${begin}`,
        `${length} bytes there`,
        advice.download,
      );
    }
    this.at += length;
    return begin;
  }
}
