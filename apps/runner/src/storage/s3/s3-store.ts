import { randomBytes } from 'node:crypto';
import { checkKey, type Store, UnreadableFileError, UnwritableFileError } from '../store';
import type { S3Place } from './s3-address';
import { type S3Answer, type S3Request, S3Requests } from './s3-requests';

/** How long a server may be silent, in milliseconds. */
const patience = 60_000;
/** How many objects are removed at once. */
const atOnce = 16;

/** A server that cannot keep what a store promises. */
export class UnfitServerError extends Error {
  override readonly name = 'UnfitServerError';

  constructor(readonly location: string) {
    super(
      `${location}: its server ignores conditional writes (If-None-Match), so that two machines could both finish one job. ` +
        'Expected a server that keeps them, as Amazon S3, Ceph, MinIO and Cloudflare R2 do. Use another one, or a shared folder.',
    );
  }
}

/**
 * The store at `s3://bucket/prefix`. Files are objects of the same names, whole by themselves; `createOnce` is a conditional write. Before
 * anything is trusted to the server, it is tried whether it keeps such conditions: some ignore them without a word.
 *
 * Logs, locks and cached experts need a folder on this machine (see `FolderStore`); this store has none.
 *
 * @throws UnfitServerError, UnwritableFileError
 */
export async function openS3Store(place: S3Place, silence = patience): Promise<Store> {
  const store = s3Store(place, silence);
  const probe = `.probe-${randomBytes(6).toString('hex')}`;
  try {
    await store.createOnce(probe, '');
    if (await store.createOnce(probe, '')) throw new UnfitServerError(store.location);
  } finally {
    await store.remove(probe).catch(() => {});
  }
  return store;
}

function s3Store(place: S3Place, silence: number): Store {
  const { bucket, prefix } = place;
  const requests = new S3Requests(place, silence);
  const root = prefix === '' ? '' : `${prefix}/`;
  const location = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;

  /** The answer, if its status is one of these. */
  async function ask(
    Failure: typeof UnreadableFileError | typeof UnwritableFileError,
    key: string,
    request: S3Request,
    expected: readonly number[],
  ): Promise<S3Answer> {
    const answer = await requests.send(request).catch((error: unknown) => {
      throw new Failure(`${location}/${key}`, error);
    });
    if (expected.includes(answer.status) && answer.code !== 'NoSuchBucket') return answer;
    const code = answer.code === '' ? '' : ` ${answer.code}`;
    throw new Failure(`${location}/${key}`, `the server answered ${answer.status}${code}`);
  }

  /** Which call of `createOnce` wrote an object. */
  async function writerOf(key: string): Promise<string | undefined> {
    const request = { method: 'HEAD', key: root + key } as const;
    return (await ask(UnwritableFileError, key, request, [200, 404])).writer;
  }

  async function keysBelow(path: string): Promise<string[]> {
    const keys: string[] = [];
    let next: string | undefined;
    do {
      const from = next === undefined ? {} : { 'continuation-token': next };
      const query = { 'list-type': '2', 'encoding-type': 'url', prefix: path, ...from };
      const { bytes } = await ask(UnreadableFileError, path, { method: 'GET', query }, [200]);
      const text = Buffer.from(bytes).toString();
      for (const [, key = ''] of text.matchAll(/<Key>([^<]*)<\/Key>/g)) keys.push(decoded(key));
      next = /<NextContinuationToken>([^<]*)</.exec(text)?.[1];
    } while (next !== undefined);
    return keys.map((key) => key.slice(root.length)).toSorted();
  }

  return {
    location,
    async read(key) {
      checkKey(key);
      const answer = await ask(UnreadableFileError, key, { method: 'GET', key: root + key }, [200, 404]);
      return answer.status === 404 ? undefined : answer.bytes;
    },
    async writeWhole(key, content) {
      checkKey(key);
      await ask(UnwritableFileError, key, { method: 'PUT', key: root + key, body: bytesOf(content) }, [200]);
    },
    async createOnce(key, content) {
      checkKey(key);
      const writer = randomBytes(12).toString('hex');
      const headers = { 'if-none-match': '*', 'x-amz-meta-writer': writer };
      const request = { method: 'PUT', key: root + key, headers, body: bytesOf(content) } as const;
      const { status, again } = await ask(UnwritableFileError, key, request, [200, 412]);
      if (status === 200) return true;
      // An earlier try got no answer, and may be what is there.
      return again && (await writerOf(key)) === writer;
    },
    async list(folder) {
      if (folder !== undefined) checkKey(folder);
      return keysBelow(folder === undefined ? root : `${root}${folder}/`);
    },
    async remove(keyOrFolder) {
      checkKey(keyOrFolder);
      const keys = [keyOrFolder, ...(await keysBelow(`${root}${keyOrFolder}/`))];
      for (let i = 0; i < keys.length; i += atOnce) {
        await Promise.all(
          keys
            .slice(i, i + atOnce)
            .map((key) =>
              ask(UnwritableFileError, key, { method: 'DELETE', key: root + key }, [200, 204, 404]),
            ),
        );
      }
    },
  };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content.slice();
}

/** A key as a list has it with `encoding-type=url`. */
function decoded(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
