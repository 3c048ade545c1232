import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A web server on this machine for the running test; gives its address. */
export async function loopback(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serves files by path, with ranges by default; keeps the ranges that were requested. */
export function fileServer(files: ReadonlyMap<string, Uint8Array>, { ranges = true } = {}) {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    const file = files.get(decodeURIComponent(request.url ?? '').slice(1));
    if (file === undefined) {
      response.writeHead(404).end('no such file');
      return;
    }
    const { range } = request.headers;
    asked.push(range ?? 'all');
    const [, from = '0', to = '0'] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    if (!ranges || range === undefined) {
      response.writeHead(200, { 'content-length': file.length }).end(file);
      return;
    }
    const part = file.subarray(Number(from), Number(to) + 1);
    const stated = `bytes ${from}-${Number(from) + part.length - 1}/${file.length}`;
    response.writeHead(206, { 'content-range': stated, etag: '"1"' }).end(part);
  };
  return { listener, asked };
}
