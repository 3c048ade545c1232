import { type Location, mostBytes } from '../location/location';
import { LocationError } from '../location/location-error';
import { memorySource } from '../location/memory-source';
import { readBody } from '../location/read-body';
import { relativeParts } from '../location/relative-path';
import type { ByteSource } from '../safetensors/open-safetensors';

/** The start of a file, fetched when it is opened: it holds the headers. */
const startLength = 65_536;

/** A file of a web server. If the server supports ranges it is read piece by piece, otherwise at once. */
export function httpLocation(url: string): Location {
  return {
    name: url,
    open: (most = mostBytes) => openUrl(url, most),
    beside(path) {
      const parts = relativeParts(path, url).map(encodeURIComponent);
      return httpLocation(new URL(parts.join('/'), url).href);
    },
  };
}

async function openUrl(url: string, most: number): Promise<ByteSource> {
  const response = await request(url, 0, startLength);
  if (response.status === 416) return memorySource(new Uint8Array()); // Nothing at 0: an empty file.
  if (response.status !== 206) return memorySource(await readBody(response.body, most, url));
  const { size } = rangeOf(response, url, 0);
  const etag = response.headers.get('etag');
  const start = await readBody(response.body, startLength, url);
  return {
    size,
    async read(begin, end) {
      if (end <= start.length) return start.subarray(begin, end);
      const part = await request(url, begin, end);
      const range = part.status === 206 ? rangeOf(part, url, begin) : undefined;
      if (range?.size !== size || part.headers.get('etag') !== etag) {
        const given = 'the file changed while it was read';
        throw new LocationError(url, given, 'one version of it', 'Try again.');
      }
      return readBody(part.body, end - begin, url);
    },
  };
}

async function request(url: string, begin: number, end: number): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { range: `bytes=${begin}-${end - 1}` } });
  } catch (error) {
    const reason = error instanceof Error ? String(error.cause ?? error.message) : String(error);
    const given = `the server cannot be reached: ${reason}`;
    throw new LocationError(url, given, 'an answer', 'Check the address and the network.');
  }
  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  const given = `the server answers ${response.status} ${response.statusText}`.trimEnd();
  throw new LocationError(url, given, 'the file', 'Check the address, and that the file is public.');
}

/** The range that a 206 states: `bytes 0-65535/500000`. */
function rangeOf(response: Response, url: string, begin: number): { readonly size: number } {
  const stated = response.headers.get('content-range') ?? 'nothing';
  const [, from, size] = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(stated) ?? [];
  if (size === undefined || Number(from) !== begin) {
    const given = `the server answers with the range ${stated.slice(0, 80)}`;
    throw new LocationError(url, given, `one from ${begin} on`, 'Download the file by hand.');
  }
  return { size: Number(size) };
}
