/**
 * The first bytes of a stream, all of them unless `length` is given. What follows is not received.
 *
 * @throws The error of the stream.
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  length = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const reader = body?.getReader();
  let held = 0;
  while (held < length) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) break;
    chunks.push(chunk.value);
    held += chunk.value.length;
  }
  // A failure to cancel does no harm: what is needed has been received.
  void reader?.cancel().catch(() => undefined);
  const bytes = new Uint8Array(held);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes.subarray(0, length);
}
