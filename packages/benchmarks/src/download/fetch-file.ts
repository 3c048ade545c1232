import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { DownloadError } from '../errors/download-error';
import { type Checksum, isKnown, mismatch } from './checksum';
import { DISK_ERRORS, hasCode } from './has-code';
import { holdingLock } from './holding-lock';
import { openHttp } from './http-stream';

/** How far a download has come. */
export interface DownloadProgress {
  readonly url: string;
  /** Bytes on disk, those of earlier attempts included. */
  readonly received: number;
  /** Bytes of the whole file; undefined where the server does not state it. */
  readonly total: number | undefined;
}

export interface DownloadFileOptions extends Checksum {
  readonly url: string;
  /** Where the file is put: whole and checked, or not at all. Its folder is made. */
  readonly path: string;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Ends the download; what has arrived stays for the next attempt. */
  readonly signal?: AbortSignal | undefined;
}

/** A download fails after this many attempts in a row that bring no new bytes. */
const FRUITLESS_ATTEMPTS = 3;
const FIRST_WAIT_MS = 250;
/** No server answers at the address: retrying at once is useless. */
const OFFLINE = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ERR_INVALID_URL'];

/** See `downloadFile`, which loads this file only in Node. */
export async function fetchFile(options: DownloadFileOptions): Promise<void> {
  const { path, signal } = options;
  signal?.throwIfAborted();
  await mkdir(dirname(path), { recursive: true });
  await holdingLock(path, signal, async () => {
    if ((await sizeOf(path)) > 0 && (await mismatch(path, options, signal)) === undefined) return;
    await fetchLocked(options);
  });
}

async function fetchLocked(options: DownloadFileOptions): Promise<void> {
  const { url, path, signal } = options;
  const part = `${path}.part`;
  if (!isKnown(options)) await rm(part, { force: true });
  let resumed = (await sizeOf(part)) > 0;
  for (;;) {
    await fetchPart(options, part);
    const wrong = await mismatch(part, options, signal);
    if (wrong === undefined) break;
    await rm(part);
    // Perhaps the halves of two different files: try once more, from the start.
    if (!resumed)
      throw new CorruptFileError({ path: url, ...wrong, remedy: 'Try again later, or use a mirror.' });
    resumed = false;
  }
  await rename(part, path);
}

/** Continues until `part` has the length that the server states, however often the connection is cut. */
async function fetchPart(options: DownloadFileOptions, part: string): Promise<void> {
  const { url, path, signal } = options;
  let longest = await sizeOf(part);
  let fruitless = 0;
  for (;;) {
    let failure: { reason: string; status?: number; retry: boolean; cause?: unknown };
    try {
      const start = isKnown(options) ? await sizeOf(part) : 0;
      const response = await openHttp(url, start, signal);
      const { statusCode: status = 0, statusMessage } = response;
      if (status === 416 && start > 0) {
        // Nothing is left to send. The checksum shows whether that is the whole file.
        response.resume();
        return;
      }
      if (status === 200 || status === 206) {
        await receive(response, options, part);
        return;
      }
      response.resume();
      failure = { reason: `the server answered ${status} ${statusMessage}`, status, retry: status >= 500 };
    } catch (cause) {
      signal?.throwIfAborted();
      const reason = cause instanceof Error ? cause.message : String(cause);
      failure = {
        reason,
        cause,
        retry: !(cause instanceof RangeError || hasCode(cause, [...OFFLINE, ...DISK_ERRORS])),
      };
    }
    const size = await sizeOf(part);
    fruitless = size > longest ? 0 : fruitless + 1;
    longest = Math.max(longest, size);
    if (!failure.retry || fruitless === FRUITLESS_ATTEMPTS) {
      throw new DownloadError({ url, path, ...failure }, { cause: failure.cause });
    }
    if (fruitless > 0) await wait(FIRST_WAIT_MS * 2 ** fruitless, undefined, { signal }).catch(() => {});
  }
}

/** Appends what comes to `part`, or starts it anew where the server sends the whole file. */
async function receive(
  response: IncomingMessage,
  { url, onProgress, signal }: DownloadFileOptions,
  part: string,
): Promise<void> {
  const { statusCode, headers } = response;
  const kept = await sizeOf(part);
  const [, from] = /^bytes (\d+)-/.exec(headers['content-range'] ?? '') ?? [];
  const appends = statusCode === 206 && Number(from) === kept;
  if (statusCode === 206 && !appends) {
    response.resume();
    await rm(part, { force: true });
    throw new Error(`the server sends bytes from ${from} on, requested were those from ${kept} on`);
  }
  let received = appends ? kept : 0;
  const length = headers['content-length'];
  const total = length === undefined ? undefined : received + Number(length);
  const report = new Transform({
    transform(chunk: Uint8Array, _, done) {
      received += chunk.length;
      onProgress?.({ url, received, total });
      done(null, chunk);
    },
  });
  await pipeline(response, report, createWriteStream(part, { flags: appends ? 'a' : 'w' }), { signal });
  if (total !== undefined && received !== total) throw new Error(`${received} of ${total} bytes arrived`);
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
