import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fixture } from '../../../test/fixture';
import { loopback } from '../../../test/loopback';
import { LocationError } from '../../location/location-error';
import { writeSafetensors } from '../../safetensors/write-safetensors';
import { openWeights } from '../../weights/open-weights';
import { network } from '../network/guarded-fetch';
import { parseHubReference } from './hub-reference';
import { openHubFile } from './open-hub-file';

const commit = 'c0ffee'.padEnd(40, '0');
const safetensors = fixture('lenet5.safetensors');

interface FakeHub {
  readonly endpoint: string;
  readonly requests: string[];
  /** Bytes of files, by request. */
  readonly sent: number[];
  readonly files: Map<string, Uint8Array>;
  /** What requests carried as their authorization. */
  readonly tokens: (string | undefined)[];
}

/** What the Hub answers to `pathsInfo` and `downloadFile`: large files by SHA-256, small ones by git's SHA-1. */
async function fakeHub(): Promise<FakeHub> {
  const files = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const sent: number[] = [];
  const tokens: (string | undefined)[] = [];
  const listener: RequestListener = (request, response) => {
    const url = request.url ?? '';
    requests.push(`${request.method} ${url}`);
    tokens.push(request.headers.authorization);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization === 'Bearer hf_wrong') {
      json(401, { error: 'Invalid token\u001b[2J' });
      return;
    }
    if (/^\/api\/models\/me\/experts\/paths-info\//.test(url)) {
      let text = '';
      request.on('data', (part) => {
        text += part;
      });
      request.on('end', () => {
        const { paths } = JSON.parse(text) as { paths: string[] };
        json(
          200,
          paths.flatMap((path) => describeFile(path, files.get(path))),
        );
      });
      return;
    }
    const path = /^\/me\/experts\/resolve\/[^/]+\/(.*)$/.exec(url)?.[1] ?? '';
    const file = files.get(path);
    if (file === undefined) {
      json(404, { error: 'Repository not found' });
      return;
    }
    const [, last] = /^bytes=0-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const body = last === undefined ? file : file.subarray(0, Number(last) + 1);
    const range = { 'content-range': `bytes 0-${body.length - 1}/${file.length}` };
    response.writeHead(206, { etag: '"x"', ...range }).end(body);
    sent.push(body.length);
  };
  return { endpoint: await loopback(listener), requests, sent, files, tokens };
}

function describeFile(path: string, file: Uint8Array | undefined) {
  if (file === undefined) return [];
  const git = createHash('sha1').update(`blob ${file.length}\0`).update(file).digest('hex');
  const sha256 = createHash('sha256').update(file).digest('hex');
  const lfs = path.endsWith('.json') ? {} : { lfs: { oid: sha256, size: file.length, pointerSize: 100 } };
  return [{ type: 'file', path, size: file.length, oid: git, ...lfs }];
}

function cacheFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-hub-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const downloads = (requests: readonly string[]) =>
  requests.filter((request) => request.includes('/resolve/'));

test('a file is downloaded once, checked, and then read from the cache', async () => {
  const { endpoint, requests, files } = await fakeHub();
  files.set('run0/model_e0.safetensors', safetensors);
  const hub = { endpoint, cache: cacheFolder() };
  const open = () => openWeights('hf://me/experts@v1.0/run0/model_e0.safetensors', { hub });
  const first = await open();
  expect(first).toMatchObject({ format: 'safetensors', size: safetensors.length });
  expect((await first.read()).get('classifier.0.bias')?.shape).toEqual([10]);
  expect(requests[0]).toBe('POST /api/models/me/experts/paths-info/v1.0');
  const before = downloads(requests).length;
  expect(before).toBeGreaterThan(0);
  expect((await open()).infos).toEqual(first.infos);
  expect(downloads(requests)).toHaveLength(before);
  expect(readdirSync(join(hub.cache, 'blobs'))).toEqual([
    createHash('sha256').update(safetensors).digest('hex'),
  ]);
});

test('a file of a commit is read without asking the Hub again', async () => {
  const { endpoint, requests, files } = await fakeHub();
  files.set('a.safetensors', safetensors);
  const hub = { endpoint, cache: cacheFolder() };
  const open = () => openWeights(`hf://me/experts@${commit}/a.safetensors`, { hub });
  await open();
  const before = requests.length;
  await open();
  expect(requests).toHaveLength(before);
});

test('a damaged file of the cache is downloaded again', async () => {
  const { endpoint, files } = await fakeHub();
  files.set('a.safetensors', safetensors);
  const hub = { endpoint, cache: cacheFolder() };
  const open = () => openWeights('hf://me/experts/a.safetensors', { hub });
  await open();
  const [name = ''] = readdirSync(join(hub.cache, 'blobs'));
  const path = join(hub.cache, 'blobs', name);
  writeFileSync(path, safetensors.subarray(0, 1000));
  await open();
  expect(new Uint8Array(readFileSync(path))).toEqual(safetensors);
});

test('a token may have a line end behind it', async () => {
  const { endpoint, tokens, files } = await fakeHub();
  files.set('a.safetensors', safetensors);
  await openWeights('hf://me/experts/a.safetensors', { hub: { endpoint, token: ' hf_secret\r\n' } });
  expect(new Set(tokens)).toEqual(new Set(['Bearer hf_secret']));
});

test.each(['hf_one\nhf_two', 'hf_\u00e9', 'hf_one hf_two', '\u201chf_one\u201d'])(
  'the token %j is refused before it is sent, and in no message',
  async (token) => {
    const { endpoint, requests } = await fakeHub();
    const refused = openWeights('hf://me/experts/a.safetensors', { hub: { endpoint, token } });
    await expect(refused).rejects.toThrow(LocationError);
    await expect(refused).rejects.toThrow(/access token/);
    await expect(refused).rejects.not.toThrow(/hf_one|hf_two|hf_\u00e9/);
    expect(requests).toEqual([]);
  },
);

test('an unfinished file that a process left a day ago is removed by the next that writes, and a younger one is not', async () => {
  const { endpoint, files } = await fakeHub();
  files.set('a.safetensors', safetensors);
  const hub = { endpoint, cache: cacheFolder() };
  const blobs = join(hub.cache, 'blobs');
  mkdirSync(blobs);
  for (const [name, hours] of [
    ['dead.part', 25],
    ['alive.part', 23],
    ['old', 25],
  ] as const) {
    writeFileSync(join(blobs, name), 'half');
    const time = Date.now() / 1000 - hours * 3600;
    utimesSync(join(blobs, name), time, time);
  }
  await openWeights('hf://me/experts/a.safetensors', { hub });
  const digest = createHash('sha256').update(safetensors).digest('hex');
  expect(readdirSync(blobs).toSorted()).toEqual([digest, 'alive.part', 'old'].toSorted());
});

test('what does not have the stated checksum is refused, and not kept', async () => {
  const { endpoint, files } = await fakeHub();
  let reads = 0;
  const altered = safetensors.slice();
  altered[5000] = (altered[5000] ?? 0) ^ 1;
  // The first look is the description's, every later one the download's.
  files.get = () => (reads++ === 0 ? safetensors : altered);
  const hub = { endpoint, cache: cacheFolder() };
  const opening = openWeights('hf://me/experts/a.safetensors', { hub });
  await expect(opening).rejects.toThrow(/do not have the checksum.*Try again/);
  expect(readdirSync(hub.cache)).toEqual([]);
});

test('without a cache folder nothing is kept', async () => {
  const { endpoint, requests, files } = await fakeHub();
  files.set('a.safetensors', safetensors);
  await openWeights('hf://me/experts/a.safetensors', { hub: { endpoint } });
  const before = downloads(requests).length;
  await openWeights('hf://me/experts/a.safetensors', { hub: { endpoint } });
  expect(downloads(requests).length).toBe(2 * before);
});

test('of a large file only the header is read, until a tensor is: then all of it, checked and kept', async () => {
  const { endpoint, sent, files } = await fakeHub();
  const large = writeSafetensors(
    new Map([['w', { shape: [500_000], data: new Float32Array(500_000).fill(3) }]]),
  );
  files.set('large.safetensors', large);
  const hub = { endpoint, cache: cacheFolder() };
  const open = () => openWeights('hf://me/experts/large.safetensors', { hub });
  const opened = await open();
  expect(opened.size).toBe(large.length);
  expect(opened.infos.get('w')).toEqual({ dtype: 'F32', shape: [500_000] });
  expect(sent).toEqual([1, 65_536]);
  expect((await opened.read()).get('w')?.data.at(-1)).toBe(3);
  await (await open()).read();
  expect(sent).toEqual([1, 65_536, large.length]);

  const other = large.with(500_000, 1);
  files.set('other.safetensors', other);
  const early = await openWeights('hf://me/experts/other.safetensors', { hub });
  files.set('other.safetensors', large);
  await expect(early.read()).rejects.toThrow(/do not have the checksum/);
});

test('the files beside a file are of its repository and revision, small ones checked as git does', async () => {
  const { endpoint, requests, files } = await fakeHub();
  const weights = { name: 'w', shape: [2], dtype: 'float32' };
  const model = { modelTopology: {}, weightsManifest: [{ paths: ['w.bin'], weights: [weights] }] };
  files.set('web/model.json', new TextEncoder().encode(JSON.stringify(model)));
  files.set('web/w.bin', new Uint8Array(Float32Array.of(1, 2).buffer));
  const hub = { endpoint, cache: cacheFolder() };
  const opened = await openWeights('hf://me/experts@dev/web/model.json', { hub });
  expect((await opened.read()).get('w')?.data).toEqual(Float32Array.of(1, 2));
  expect(downloads(requests).every((request) => request.includes('/resolve/dev/web/'))).toBe(true);
});

test('what the Hub refuses, and a Hub that is missing, are reported without its control characters', async () => {
  const { endpoint } = await fakeHub();
  const open = (url: string, hub: object) => openWeights(url, { hub: { endpoint, ...hub } });
  await expect(open('hf://me/experts/none.pth', {})).rejects.toThrow(/no file none\.pth at main/);
  await expect(open('hf://you/experts/a.pth', {})).rejects.toThrow(/answers 404.*HF_TOKEN/);
  await expect(open('hf://me/experts/a.pth', { token: 'hf_wrong' })).rejects.toThrow(
    /answers 401\..*HF_TOKEN/,
  );
  await expect(open('hf://me/experts/a.pth', { token: 'x' })).rejects.toThrow(/cannot be read: .*hf_/);
  await expect(open('hf://me/experts/a.pth', { endpoint: 'http://127.0.0.1:1' })).rejects.toThrow(
    LocationError,
  );
});

test('the token goes to the Hub, and to no server that the Hub points to', async () => {
  const tokens = new Set<string>();
  const record = (who: string, { headers }: Parameters<RequestListener>[0]) =>
    tokens.add(`${who} ${headers.authorization}`);
  const elsewhere = await loopback((request, response) => {
    record('elsewhere', request);
    response.writeHead(404).end();
  });
  const endpoint = await loopback((request, response) => {
    record('hub', request);
    if (request.method === 'POST') response.end(JSON.stringify([describeFile('a.pth', safetensors)].flat()));
    else if (request.url?.startsWith('/me/moved')) response.writeHead(302, { location: elsewhere }).end();
    else {
      const link = `<${elsewhere}/a>; rel="xet-auth", <${elsewhere}/b>; rel="xet-reconstruction-info"`;
      const xet = { 'x-linked-size': safetensors.length, 'x-linked-etag': '"1"', 'x-xet-hash': 'f00d', link };
      response.writeHead(200, { 'content-type': 'application/vnd.xet-fileinfo+json', ...xet }).end('{}');
    }
  });
  for (const repository of ['me/moved', 'me/in-parts']) {
    const opening = openWeights(`hf://${repository}/a.pth`, { hub: { endpoint, token: 'hf_secret' } });
    await expect(opening).rejects.toThrow(/404/);
  }
  expect([...tokens]).toEqual(['hub Bearer hf_secret', 'elsewhere undefined']);
});

test('a Hub that is silent, or describes a file without end, is given up', async () => {
  const reference = parseHubReference('hf://me/experts/a.pth');
  const silent = { endpoint: await loopback(() => {}) };
  await expect(openHubFile(reference, silent, { ...network, second: 2 })).rejects.toThrow(
    /^hf:\/\/me\/experts@main\/a\.pth: the server did not answer within 45 seconds/,
  );
  const endless = {
    endpoint: await loopback((_, response) => {
      const more = () => {
        while (response.write(' '.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    }),
  };
  await expect(openHubFile(reference, endless)).rejects.toThrow(/sends more than 1000000 bytes/);
});

test.each([
  ['hf://owner/repo/a.pth', { repository: 'owner/repo', revision: 'main', path: 'a.pth' }],
  ['hf://o/r@refs%2Fpr%2F1/x/y.pt', { repository: 'o/r', revision: 'refs/pr/1', path: 'x/y.pt' }],
])('%s is read as a reference', (url, reference) => {
  expect(parseHubReference(url)).toEqual(reference);
});

test.each([
  'hf://owner/repo',
  'hf://repo',
  'hf://o/r/',
  'hf://o/r@/a',
  'hf://../r/a',
  'hf://o/r/../a',
  'hf://o/r@%/a',
])('%s is refused', (url) => {
  expect(() => parseHubReference(url)).toThrow(LocationError);
});
