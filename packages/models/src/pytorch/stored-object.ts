import type { PickleValue, Storage } from './pickle/pickle-value';

/** What `torch.save` was given, whichever the file's format. */
export interface StoredObject {
  readonly value: PickleValue;
  /**
   * The values of a storage, little-endian; a view.
   *
   * @throws {PytorchFileError} The file does not hold them, or not intact.
   */
  bytesOf(storage: Storage): Uint8Array;
}
