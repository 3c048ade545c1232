import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** A server on this machine, closed after the running test; `requests` are the paths and ranges requested. */
export async function fileServer(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    requests.push(`${request.url}${range === undefined ? '' : ` ${range}`}`);
    answer(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}`, requests };
}

/** Sends `content`, or the rest of it that the request asks for; only `bytes` bytes of that before the line is cut. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  content: Uint8Array,
  { ranges = true, bytes = content.length }: { ranges?: boolean; bytes?: number } = {},
): void {
  const [, from] = (ranges && /^bytes=(\d+)-$/.exec(request.headers.range ?? '')) || [];
  const start = Number(from ?? 0);
  if (start >= content.length && start > 0) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const rest = content.subarray(start);
  response.writeHead(from === undefined ? 200 : 206, {
    'content-length': rest.length,
    ...(from !== undefined && { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
  });
  if (bytes >= rest.length) {
    response.end(rest);
    return;
  }
  response.write(rest.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
}
