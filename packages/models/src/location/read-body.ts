import { LocationError } from './location-error';

/**
 * All bytes of a stream, of which there may be no more than `most`: what a server says of the length is not believed.
 *
 * @param from For messages.
 * @throws {LocationError} There are more, or the connection broke.
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  most: number,
  from: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  try {
    for (;;) {
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) break;
      length += chunk.value.length;
      if (length > most) break;
      chunks.push(chunk.value);
    }
  } catch (error) {
    throw new LocationError(from, `the download broke off: ${String(error)}`, 'all of it', 'Try again.');
  } finally {
    // Whatever else the server would send is not wanted; that it cannot be told so does no harm.
    void reader?.cancel().catch(() => undefined);
  }
  if (length > most) {
    throw new LocationError(
      from,
      'it sends more than it said',
      `${most} bytes`,
      'Download the file by hand.',
    );
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
