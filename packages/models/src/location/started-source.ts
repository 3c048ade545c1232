import type { ByteSource } from '../safetensors/open-safetensors';
import { LocationError } from './location-error';

/** The start of a file, which holds its header, in bytes. */
export const startLength = 65_536;

/**
 * A file that can only be read whole: its start is here, and all of it is read once more is needed.
 *
 * @param name for messages
 */
export function startedSource(
  name: string,
  { start, size }: { readonly start: Uint8Array; readonly size: number },
  readWhole: () => Promise<Uint8Array>,
): ByteSource {
  let whole: Promise<Uint8Array> | undefined;
  const checked = async () => {
    const bytes = await readWhole();
    if (bytes.length === size && start.every((byte, i) => byte === bytes[i])) return bytes;
    throw changed(name);
  };
  return {
    size,
    async read(begin, end) {
      if (end <= start.length) return start.subarray(begin, end);
      whole ??= checked();
      return (await whole).subarray(begin, end);
    },
  };
}

export function changed(name: string): LocationError {
  return new LocationError(name, 'the file changed while it was read', 'one version of it', 'Try again.');
}
