import { mostBytes } from '../../location/location';
import { LocationError } from '../../location/location-error';
import { memorySource } from '../../location/memory-source';
import { startedSource, startLength } from '../../location/started-source';
import type { ByteSource } from '../../safetensors/open-safetensors';
import { guardedFetch, type Network, network } from '../network/guarded-fetch';
import { matches } from './checksum';
import { type HubCache, type HubFileInfo, hubCache } from './hub-cache';
import { type HubReference, hubUrlOf } from './hub-reference';

/** How to reach the Hugging Face Hub. */
export interface HubOptions {
  /** Address of the Hub, or of a server like it; `https://huggingface.co` unless given. */
  readonly endpoint?: string | undefined;
  /** Access token, for private repositories; spaces and line ends around it do not count. */
  readonly token?: string | undefined;
  /** Folder in which files are kept; Node only. Without one nothing is kept. */
  readonly cache?: string | undefined;
}

/** The Hub describes a file in fewer bytes. */
const mostOfInfo = 1_000_000;
/** What comes with a file: what it is packed in, and where its parts are. */
const mostBesides = 2 ** 26;

/** A file that is not longer is read at once, in bytes. */
const mostWhole = 1_000_000;

/**
 * A file of a model repository, from the cache where it is there, else downloaded; its size and checksum are the Hub's
 * in both cases. Of a large file only the start is read, unchecked, until more is needed: then all of it is, and checked. A file of
 * a branch or tag is looked up anew each time, one of a commit is not.
 *
 * @throws {LocationError} Also while it is read.
 */
export async function openHubFile(
  reference: HubReference,
  given: HubOptions,
  via: Network = network,
): Promise<ByteSource> {
  const options = withUsableToken(hubUrlOf(reference), given);
  const cache = options.cache === undefined ? undefined : await hubCache(options.cache);
  const isCommit = /^[0-9a-f]{40}$/.test(reference.revision);
  const known = isCommit ? await cache?.infoOf(reference) : undefined;
  const info = known ?? (await askForInfo(reference, options, via));
  const cached = await cache?.read(info.checksum);
  if (cached !== undefined) return memorySource(cached);

  const name = hubUrlOf(reference);
  const blob = await blobOf(reference, info, options, via);
  const readWhole = async () => {
    const bytes = await orRefused(name, async () => new Uint8Array(await blob.arrayBuffer()));
    await refuseOther(name, bytes, info);
    await keep(cache, { reference, info, bytes, isCommit });
    return bytes;
  };
  if (info.size <= mostWhole) return memorySource(await readWhole());
  const start = await orRefused(name, () => blob.slice(0, startLength).arrayBuffer());
  const begun = { start: new Uint8Array(start).subarray(0, startLength), size: info.size };
  return startedSource(name, begun, readWhole);
}

/** A token with other characters cannot be sent, and whoever refuses it then may print it. */
function withUsableToken(name: string, { token, ...others }: HubOptions): HubOptions {
  const trimmed = token?.trim();
  if (!trimmed) return others;
  if (/^[\x21-\x7e]+$/.test(trimmed)) return { ...others, token: trimmed };
  const given = 'the access token has characters that no token has';
  throw new LocationError(
    name,
    given,
    'letters, digits and _ as in hf_…',
    'Set HF_TOKEN to the token alone.',
  );
}

async function keep(
  cache: HubCache | undefined,
  file: { reference: HubReference; info: HubFileInfo; bytes: Uint8Array; isCommit: boolean },
): Promise<void> {
  await cache?.write(file.info.checksum, file.bytes);
  if (file.isCommit) await cache?.keepInfo(file.reference, file.info);
}

async function askForInfo(reference: HubReference, options: HubOptions, via: Network): Promise<HubFileInfo> {
  const name = hubUrlOf(reference);
  const { pathsInfo } = await hubLibrary(name);
  const [info] = await orRefused(name, () =>
    pathsInfo({ ...asked(reference, options, mostOfInfo, via), paths: [reference.path] }),
  );
  if (info?.type !== 'file') {
    const given = `the repository has no file ${reference.path} at ${reference.revision}`;
    throw new LocationError(name, given, 'one of its files', 'Look at its files on the Hub.', true);
  }
  const { size, lfs, oid = '' } = info;
  const checksum = lfs
    ? ({ algorithm: 'sha256', digest: lfs.oid } as const)
    : ({ algorithm: 'git-sha1', digest: oid } as const);
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(checksum.digest) || !(size >= 0 && size <= mostBytes)) {
    const given = `the Hub states ${size} bytes with checksum ${JSON.stringify(checksum.digest).slice(0, 80)}`;
    throw new LocationError(
      name,
      given,
      `a checksum, and at most ${mostBytes} bytes`,
      'Download it by hand.',
    );
  }
  return { size, checksum };
}

/** A file that the library reads when it is asked for bytes. */
async function blobOf(
  reference: HubReference,
  info: HubFileInfo,
  options: HubOptions,
  via: Network,
): Promise<Blob> {
  const name = hubUrlOf(reference);
  const { downloadFile } = await hubLibrary(name);
  const request = asked(reference, options, info.size + mostBesides, via);
  const blob = await orRefused(name, () => downloadFile({ ...request, path: reference.path }));
  return blob ?? new Blob();
}

async function refuseOther(name: string, bytes: Uint8Array, { size, checksum }: HubFileInfo): Promise<void> {
  if (bytes.length === size && (await matches(bytes, checksum))) return;
  const given = `${bytes.length} bytes that do not have the checksum which the Hub states`;
  throw new LocationError(name, given, `${size} bytes, ${checksum.digest}`, 'Try again.');
}

/** What the library is given: the file, where it is, and how to request it, at most `most` bytes at a time. */
function asked(reference: HubReference, { endpoint, token }: HubOptions, most: number, via: Network) {
  const { repository, revision } = reference;
  const name = hubUrlOf(reference);
  const hubUrl = (endpoint ?? 'https://huggingface.co').replace(/\/+$/, '');
  const request = (input: RequestInfo | URL, init: RequestInit = {}) => {
    const url = String(input);
    const headers = new Headers(init.headers);
    // The library sends the token wherever the Hub points; what a server of parts gets is a token of its own.
    const isTokens = headers.get('authorization') === `Bearer ${token}`;
    if (isTokens && new URL(url).origin !== new URL(hubUrl).origin) headers.delete('authorization');
    return guardedFetch(url, { ...init, headers, name, most }, via);
  };
  return {
    repo: { type: 'model', name: repository } as const,
    revision,
    hubUrl,
    fetch: request,
    ...(token !== undefined && { accessToken: token }),
  };
}

async function orRefused<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof LocationError) throw error;
    const { statusCode, message, cause } = error as Error & { readonly statusCode?: number };
    if (statusCode !== undefined) {
      const advice = 'Check owner, repository, revision and file; for private repositories set HF_TOKEN.';
      throw new LocationError(name, `the Hub answers ${statusCode}`, 'the file', advice);
    }
    const reason = cause instanceof Error ? cause.message : message;
    throw new LocationError(name, `the Hub cannot be read: ${reason}`, 'an answer', 'Check the network.');
  }
}

async function hubLibrary(name: string) {
  try {
    return await import('@huggingface/hub');
  } catch {
    const given = 'the package @huggingface/hub is not installed';
    throw new LocationError(
      name,
      given,
      'it to be there for hf://',
      'Install it: npm install @huggingface/hub',
    );
  }
}
