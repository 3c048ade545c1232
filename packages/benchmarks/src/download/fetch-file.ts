import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { DownloadError } from '../errors/download-error';
import { type Checksum, isKnown, type Mismatch, mismatch } from './checksum';
import { DISK_ERRORS, hasCode } from './has-code';
import { holdingLock } from './holding-lock';
import { bodyOf, type Network, network, openHttp } from './http-stream';
import { makeFolder } from './make-folder';
import { leastInWindow, SlowServerError } from './pace';
import { shownUrl } from './shown-url';

/** How far a download has come. */
export interface DownloadProgress {
  /** Without password and query. */
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
  /** Bytes of the file, or more; a server that sends more is cut off. */
  readonly atMost?: number | undefined;
  /** Another way to get the file, for the error. */
  readonly otherwise?: string | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Ends the download; what has arrived stays for the next attempt. */
  readonly signal?: AbortSignal | undefined;
}

/** A download fails after this many attempts in a row that bring no new bytes. */
const FRUITLESS_ATTEMPTS = 3;
const FIRST_WAIT_SECONDS = 0.25;
/** No server answers at the address: retrying at once is useless. */
const OFFLINE = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ERR_INVALID_URL'];

/** See `downloadFile`, which loads this file only in Node. */
export async function fetchFile(options: DownloadFileOptions, via: Network = network): Promise<void> {
  const { path, signal } = options;
  signal?.throwIfAborted();
  await makeFolder(dirname(path));
  await holdingLock(path, signal, async () => {
    if ((await sizeOf(path)) > 0 && (await mismatch(path, options, signal)) === undefined) return;
    await fetchLocked(options, via);
  });
}

async function fetchLocked(options: DownloadFileOptions, via: Network): Promise<void> {
  const { url, path, signal } = options;
  const part = `${path}.part`;
  if (!isKnown(options)) await rm(part, { force: true });
  let resumed = (await sizeOf(part)) > 0;
  for (;;) {
    const wrong = (await fetchPart(options, part, via)) ?? (await mismatch(part, options, signal));
    if (wrong === undefined) break;
    await rm(part, { force: true });
    // Perhaps the halves of two different files: try once more, from the start.
    if (!resumed) {
      const remedy = 'Try again later, or use a mirror.';
      throw new CorruptFileError({ path: shownUrl(url), ...wrong, remedy });
    }
    resumed = false;
  }
  await rename(part, path);
}

/**
 * Continues until `part` has the length that the server states, however often the connection is cut. A server that is too
 * slow is asked again only if it was fast enough before.
 *
 * @returns What is already known to be wrong with the file.
 */
async function fetchPart(
  options: DownloadFileOptions,
  part: string,
  via: Network,
): Promise<Mismatch | undefined> {
  const { url, path, otherwise, signal } = options;
  let longest = await sizeOf(part);
  let fruitless = 0;
  for (;;) {
    let failure: { reason: string; status?: number; retry: boolean; cause?: unknown };
    try {
      const start = isKnown(options) ? await sizeOf(part) : 0;
      const response = await openHttp(url, start, signal, via);
      const { statusCode: status = 0, statusMessage } = response;
      if (status === 416 && start > 0) {
        // Nothing is left to send. The checksum shows whether that is the whole file.
        response.destroy();
        return undefined;
      }
      if (status === 200 || status === 206) {
        return await receive(response, options, part, via);
      }
      response.destroy();
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
    const brought = (await sizeOf(part)) - longest;
    fruitless = brought > 0 ? 0 : fruitless + 1;
    longest += Math.max(0, brought);
    const isTooSlow = failure.cause instanceof SlowServerError && brought < leastInWindow;
    if (!failure.retry || isTooSlow || fruitless === FRUITLESS_ATTEMPTS) {
      throw new DownloadError({ url: shownUrl(url), path, otherwise, ...failure }, { cause: failure.cause });
    }
    const pause = FIRST_WAIT_SECONDS * via.second * 2 ** fruitless;
    if (fruitless > 0) await wait(pause, undefined, { signal }).catch(() => {});
  }
}

/**
 * Appends what comes to `part`, or starts it anew where the server sends the whole file.
 *
 * @returns Undefined unless the server sends too much.
 */
async function receive(
  response: IncomingMessage,
  { url, atMost = Number.POSITIVE_INFINITY, onProgress, signal }: DownloadFileOptions,
  part: string,
  via: Network,
): Promise<Mismatch | undefined> {
  const { statusCode, headers } = response;
  const kept = await sizeOf(part);
  const [, from] = /^bytes (\d+)-/.exec(headers['content-range'] ?? '') ?? [];
  const appends = statusCode === 206 && Number(from) === kept;
  if (statusCode === 206 && !appends) {
    response.destroy();
    await rm(part, { force: true });
    throw new Error(`the server sends bytes from ${from} on, requested were those from ${kept} on`);
  }
  let received = appends ? kept : 0;
  const length = headers['content-length'];
  const total = length === undefined ? undefined : received + Number(length);
  const tooLong = { expected: `at most ${atMost} bytes`, actual: 'more' };
  if (total !== undefined && total > atMost) {
    response.destroy();
    return tooLong;
  }
  const shown = shownUrl(url);
  const arriving = async function* () {
    for await (const chunk of bodyOf(response, via)) {
      received += chunk.length;
      if (received > atMost) return;
      onProgress?.({ url: shown, received, total });
      yield chunk;
    }
  };
  await pipeline(arriving, createWriteStream(part, { flags: appends ? 'a' : 'w' }), { signal });
  if (received > atMost) return tooLong;
  if (total !== undefined && received !== total) throw new Error(`${received} of ${total} bytes arrived`);
  return undefined;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
