import { mostBytes } from '../../location/location';
import { LocationError } from '../../location/location-error';
import { readBody } from '../../location/read-body';
import { matches } from './checksum';
import { type HubCache, type HubFileInfo, hubCache } from './hub-cache';
import { type HubReference, hubUrlOf } from './hub-reference';

/** How to reach the Hugging Face Hub. */
export interface HubOptions {
  /** Address of the Hub, or of a server like it; `https://huggingface.co` unless given. */
  readonly endpoint?: string;
  /** Access token, for private repositories. */
  readonly token?: string;
  /** Folder in which files are kept; Node only. Without one nothing is kept. */
  readonly cache?: string;
}

/**
 * A file of a model repository, from the cache where it is there, else downloaded; its size and checksum are the Hub's
 * in both cases. A file of a branch or tag is looked up anew each time, one of a commit is not.
 *
 * @throws {LocationError}
 */
export async function readHubFile(reference: HubReference, options: HubOptions): Promise<Uint8Array> {
  const cache = options.cache === undefined ? undefined : await hubCache(options.cache);
  const isCommit = /^[0-9a-f]{40}$/.test(reference.revision);
  const known = isCommit ? await cache?.infoOf(reference) : undefined;
  const info = known ?? (await askForInfo(reference, options));
  const cached = await cache?.read(info.checksum);
  if (cached !== undefined) return cached;

  const bytes = await download(reference, info, options);
  await keep(cache, { reference, info, bytes, isCommit });
  return bytes;
}

async function keep(
  cache: HubCache | undefined,
  file: { reference: HubReference; info: HubFileInfo; bytes: Uint8Array; isCommit: boolean },
): Promise<void> {
  await cache?.write(file.info.checksum, file.bytes);
  if (file.isCommit) await cache?.keepInfo(file.reference, file.info);
}

async function askForInfo(reference: HubReference, options: HubOptions): Promise<HubFileInfo> {
  const name = hubUrlOf(reference);
  const { pathsInfo } = await hubLibrary(name);
  const [info] = await orRefused(name, () =>
    pathsInfo({ ...asked(reference, options), paths: [reference.path] }),
  );
  if (info?.type !== 'file') {
    const given = `the repository has no file ${reference.path} at ${reference.revision}`;
    throw new LocationError(name, given, 'one of its files', 'Look at its files on the Hub.');
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

async function download(
  reference: HubReference,
  info: HubFileInfo,
  options: HubOptions,
): Promise<Uint8Array> {
  const name = hubUrlOf(reference);
  const { downloadFile } = await hubLibrary(name);
  const blob = await orRefused(name, () =>
    downloadFile({ ...asked(reference, options), path: reference.path }),
  );
  const bytes = await orRefused(name, () => readBody(blob?.stream() ?? null, info.size, name));
  if (bytes.length !== info.size || !(await matches(bytes, info.checksum))) {
    const given = `${bytes.length} bytes that do not have the checksum which the Hub states`;
    throw new LocationError(name, given, `${info.size} bytes, ${info.checksum.digest}`, 'Try again.');
  }
  return bytes;
}

function asked({ repository, revision }: HubReference, { endpoint, token }: HubOptions) {
  return {
    repo: { type: 'model', name: repository } as const,
    revision,
    ...(endpoint !== undefined && { hubUrl: endpoint.replace(/\/+$/, '') }),
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
