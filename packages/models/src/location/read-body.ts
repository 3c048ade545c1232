import { LocationError } from './location-error';

/**
 * All bytes of a stream, `most` at most: the length that a server states is not trusted.
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
    // The rest of the answer is not needed; a failure to cancel it does no harm.
    void reader?.cancel().catch(() => undefined);
  }
  if (length > most) {
    throw new LocationError(
      from,
      'it sends more than it announced',
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
