import type { ByteSource } from '../safetensors/open-safetensors';

/** A file somewhere, and the files beside it. Nothing is read before `open`. */
export interface Location {
  /** For messages. */
  readonly name: string;
  /**
   * @param most Bytes that are read at once, at most, where a file can only be read whole; default {@link mostBytes}.
   * @throws {LocationError} It cannot be read, or is longer.
   */
  open(most?: number): Promise<ByteSource>;
  /**
   * A file in the same folder or below it.
   *
   * @throws {LocationError} The path leads out of the folder.
   */
  beside(path: string): Location;
}

/** Most bytes that are read of a file at once: 4 GB. */
export const mostBytes = 2 ** 32;
