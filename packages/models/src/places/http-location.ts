import { type Location, mostBytes } from '../location/location';
import { LocationError } from '../location/location-error';
import { memorySource } from '../location/memory-source';
import { readBody } from '../location/read-body';
import { relativeParts } from '../location/relative-path';
import { changed, startedSource, startLength } from '../location/started-source';
import { shownLocation } from '../location/without-secrets';
import type { ByteSource } from '../safetensors/open-safetensors';
import { guardedFetch, type Network, network } from './network/guarded-fetch';

/** Of a file whose length the server does not state no more is read, unpacked. */
const mostUnstated = 2 ** 27;
/** Ranges that are requested at once, at most: each has to come fast enough. */
const mostAtOnce = 4;

/** A file of a web server: its start, and the rest when it is needed, piece by piece if the server supports ranges. */
export function httpLocation(url: string, via: Network = network): Location {
  const name = shownLocation(url);
  if (!URL.canParse(url)) {
    throw new LocationError(name, 'it is not a well-formed URL', 'https://HOST/FILE', 'Correct it.');
  }
  return {
    name,
    open: (most = mostBytes) => openUrl({ url, name, via }, most),
    beside(path) {
      const parts = relativeParts(path, name).map(encodeURIComponent);
      return httpLocation(new URL(parts.join('/'), url).href, via);
    },
  };
}

interface WebFile {
  readonly url: string;
  /** For messages. */
  readonly name: string;
  readonly via: Network;
}

async function openUrl(file: WebFile, most: number): Promise<ByteSource> {
  const response = await request(file, startLength, `bytes=0-${startLength - 1}`);
  if (response.status === 416) {
    await response.body?.cancel();
    return memorySource(new Uint8Array()); // Nothing at 0: an empty file.
  }
  if (response.status === 206) return rangedSource(file, response);
  const length = statedLength(response);
  const start = await readBody(response.body, startLength);
  if (start.length < startLength) return memorySource(start);
  if (length === undefined) return memorySource(await readWhole(file, Math.min(most, mostUnstated)));
  return startedSource(file.name, { start, size: length }, () => {
    if (length <= mostBytes) return readWhole(file, length);
    const given = `it has ${length} bytes, and the server sends only all of them`;
    throw new LocationError(file.name, given, `${mostBytes} at most`, 'Download the file by hand.');
  });
}

/** A file whose server supports ranges. */
async function rangedSource(file: WebFile, response: Response): Promise<ByteSource> {
  const { size } = rangeOf(response, file, 0);
  const etag = response.headers.get('etag');
  const start = await readBody(response.body);
  const fetchRange = async (begin: number, end: number) => {
    const part = await request(file, end - begin, `bytes=${begin}-${end - 1}`);
    const range = part.status === 206 ? rangeOf(part, file, begin) : undefined;
    if (range?.size !== size || part.headers.get('etag') !== etag) throw changed(file.name);
    return readBody(part.body);
  };
  const queues: Promise<unknown>[] = [];
  let turn = 0;
  return {
    size,
    async read(begin, end) {
      if (end <= start.length) return start.subarray(begin, end);
      const queue = turn++ % mostAtOnce;
      const part = Promise.resolve(queues[queue]).then(() => fetchRange(begin, end));
      queues[queue] = part.catch(() => undefined);
      return part;
    },
  };
}

/** Asks for a range, too: a browser lets a server pack an answer otherwise. */
async function readWhole(file: WebFile, most: number): Promise<Uint8Array> {
  return readBody((await request(file, most, 'bytes=0-')).body);
}

async function request({ url, name, via }: WebFile, most: number, range: string): Promise<Response> {
  const response = await guardedFetch(url, { name, most, headers: { range } }, via);
  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  const given = `the server answers ${response.status} ${response.statusText}`.trimEnd();
  // Stores of files answer 403 for one that is not there, too.
  const isMissing = [403, 404, 410].includes(response.status);
  const advice = 'Check the address, and that the file is public.';
  throw new LocationError(name, given, 'the file', advice, isMissing);
}

/** Bytes of the file; undefined if they are packed, or if the server does not state their number. */
function statedLength({ headers }: Response): number | undefined {
  const length = headers.get('content-length') ?? '';
  return isPacked(headers) || !/^\d{1,15}$/.test(length) ? undefined : Number(length);
}

function isPacked(headers: Headers): boolean {
  return (headers.get('content-encoding') ?? 'identity') !== 'identity';
}

/** The range that a 206 states: `bytes 0-65535/500000`. */
function rangeOf(response: Response, { name }: WebFile, begin: number): { readonly size: number } {
  const stated = response.headers.get('content-range') ?? 'nothing';
  const [, from, size] = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(stated) ?? [];
  if (size === undefined || Number(from) !== begin || isPacked(response.headers)) {
    const packed = isPacked(response.headers) ? ', packed' : '';
    const given = `the server answers with the range ${stated.slice(0, 80)}${packed}`;
    throw new LocationError(name, given, `one from ${begin} on`, 'Download the file by hand.');
  }
  return { size: Number(size) };
}
