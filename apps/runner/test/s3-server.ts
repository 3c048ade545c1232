import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

/** What a server does other than it should. */
export interface S3Faults {
  /** It ignores conditions. */
  unconditional?: boolean;
  /** It takes the next requests, and never answers. */
  stalls?: number;
  /** It writes what the next requests bring, and never answers. */
  hears?: number;
  /** It answers the next requests with 409, as when two write at once. */
  conflicts?: number;
}

/** The least of an S3-compatible server, on the loopback, with one bucket, `bucket`, and pages of three keys. It checks no signatures. */
export async function startS3(
  faults: S3Faults = {},
): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const objects = new Map<string, { readonly bytes: Buffer; readonly writer: string }>();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://s3');
    const [, bucket, ...path] = pathname.split('/');
    const key = path.map(decodeURIComponent).join('/');
    const body = await bytesOf(request);
    const end = (status: number, content: string | Buffer = '', headers = {}) =>
      response.writeHead(status, headers).end(content);
    const error = (status: number, code: string) => end(status, `<Error><Code>${code}</Code></Error>`);
    const write = () =>
      objects.set(key, { bytes: body, writer: String(request.headers['x-amz-meta-writer']) });
    if (bucket !== 'bucket') return error(404, 'NoSuchBucket');
    if ((faults.stalls ?? 0) > 0) {
      faults.stalls = (faults.stalls ?? 0) - 1;
      return;
    }
    if ((faults.conflicts ?? 0) > 0) {
      faults.conflicts = (faults.conflicts ?? 0) - 1;
      return error(409, 'ConditionalRequestConflict');
    }
    const object = objects.get(key);
    switch (request.method) {
      case 'PUT':
        if (object && request.headers['if-none-match'] === '*' && faults.unconditional !== true)
          return error(412, 'PreconditionFailed');
        write();
        if ((faults.hears ?? 0) > 0) {
          faults.hears = (faults.hears ?? 0) - 1;
          return;
        }
        return end(200);
      case 'DELETE':
        objects.delete(key);
        return end(204);
      case 'HEAD':
        return object ? end(200, '', { 'x-amz-meta-writer': object.writer }) : end(404);
      default: {
        if (key !== '') return object ? end(200, object.bytes) : error(404, 'NoSuchKey');
        const below = [...objects.keys()]
          .filter((each) => each.startsWith(query.get('prefix') ?? ''))
          .toSorted();
        const from = Number(query.get('continuation-token') ?? 0);
        const keys = below.slice(from, from + 3).map((each) => `<Key>${encodeURIComponent(each)}</Key>`);
        const next =
          from + 3 < below.length ? `<NextContinuationToken>${from + 3}</NextContinuationToken>` : '';
        return end(200, `<ListBucketResult>${keys.join('')}${next}</ListBucketResult>`);
      }
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
