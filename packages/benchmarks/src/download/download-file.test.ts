import { createHash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fileServer, send } from '../../test/file-server';
import { temporaryFolder } from '../../test/temporary-folder';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { DownloadError } from '../errors/download-error';
import { downloadFile } from './download-file';
import type { DownloadProgress } from './fetch-file';

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251);
const sha256 = createHash('sha256').update(content).digest('hex');
const md5 = createHash('md5').update(content).digest('hex');

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder, 'deep', 'weights.pth');
});

const kept = () => readdir(join(folder, 'deep'));
const isThere = async () => {
  expect(await kept()).toEqual(['weights.pth']);
  expect((await readFile(path)).equals(content)).toBe(true);
};

it.each([{ sha256 }, { sha256Prefix: sha256.slice(0, 8) }, { md5 }, {}])(
  'puts the whole file there, checked by %o, and reports its progress',
  async (checksum) => {
    const server = await fileServer((request, response) => send(request, response, content));
    const progress: DownloadProgress[] = [];
    await downloadFile({ url: `${server.url}/w`, path, ...checksum, onProgress: (p) => progress.push(p) });
    await isThere();
    expect(progress.at(-1)).toEqual({ url: `${server.url}/w`, received: 300_000, total: 300_000 });
    const received = progress.map((p) => p.received);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
  },
);

it('does not fetch what is there, and replaces what is not the file', async () => {
  const server = await fileServer((request, response) => send(request, response, content));
  await downloadFile({ url: server.url, path, sha256 });
  await downloadFile({ url: server.url, path, sha256 });
  expect(server.requests).toHaveLength(1);
  await writeFile(path, 'something else');
  await downloadFile({ url: server.url, path, sha256 });
  expect(server.requests).toHaveLength(2);
  await isThere();
});

it('hands on the bytes as they are, whatever encoding they are labelled with', async () => {
  const server = await fileServer((_, response) => {
    response.writeHead(200, { 'content-encoding': 'x-gzip' }).end(content);
  });
  await downloadFile({ url: server.url, path, sha256 });
  await isThere();
});

it('follows redirects, but not for ever, and not to other protocols', async () => {
  const server = await fileServer((request, response) => {
    if (request.url === '/file') return send(request, response, content);
    const location = request.url === '/start' ? '/next' : request.url === '/next' ? '/file' : request.url;
    response.writeHead(302, { location: request.url === '/ftp' ? 'ftp://x/y' : location }).end();
  });
  await downloadFile({ url: `${server.url}/start`, path, sha256 });
  await isThere();
  const other = join(folder, 'other');
  await expect(downloadFile({ url: `${server.url}/loop`, path: other })).rejects.toThrow(
    /more than 5 redirects/,
  );
  await expect(downloadFile({ url: `${server.url}/ftp`, path: other })).rejects.toThrow(/ftp: is not http/);
});

describe('a connection that is cut', () => {
  it('again and again: goes on where it stopped', async () => {
    const server = await fileServer((request, response) =>
      send(request, response, content, { bytes: 70_000 }),
    );
    await downloadFile({ url: server.url, path, sha256 });
    await isThere();
    expect(server.requests.slice(0, 2)).toEqual(['/', '/ bytes=70000-']);
    expect(server.requests).toHaveLength(5);
  });

  it('by the caller: goes on in the next call', async () => {
    const server = await fileServer((request, response, count) => {
      if (count > 1) return send(request, response, content);
      response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 100_000));
    });
    const controller = new AbortController();
    const first = downloadFile({ url: server.url, path, md5, signal: controller.signal });
    await vi.waitFor(async () => expect((await stat(`${path}.part`)).size).toBe(100_000));
    controller.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(await kept()).toEqual(['weights.pth.part']);
    await downloadFile({ url: server.url, path, md5 });
    await isThere();
    expect(server.requests).toEqual(['/', '/ bytes=100000-']);
  });

  it('by a server that sends the whole file each time: starts anew', async () => {
    const server = await fileServer((request, response, count) =>
      send(request, response, content, { ranges: false, ...(count === 1 && { bytes: 100_000 }) }),
    );
    await downloadFile({ url: server.url, path, sha256 });
    await isThere();
    expect(server.requests).toHaveLength(2);
  });

  it('where no checksum can show whether the halves match: starts anew', async () => {
    const server = await fileServer((request, response, count) =>
      send(request, response, content, count === 1 ? { bytes: 100_000 } : {}),
    );
    await downloadFile({ url: server.url, path });
    await isThere();
    expect(server.requests).toEqual(['/', '/']);
  });

  it('at the same place for ever: gives up, and reports it', async () => {
    const server = await fileServer((request, response) =>
      send(request, response, content, { ranges: false, bytes: 5 }),
    );
    await expect(downloadFile({ url: server.url, path, sha256 })).rejects.toThrow(DownloadError);
    expect(server.requests.length).toBeLessThan(6);
  });
});

describe('what an earlier call left', () => {
  const leave = async (bytes: Uint8Array) => {
    await downloadFile({ url: 'ftp://x', path }).catch(() => {});
    await writeFile(`${path}.part`, bytes);
  };

  it('is the beginning of another file: found out by the checksum, and fetched from the start', async () => {
    const server = await fileServer((request, response) => send(request, response, content));
    await leave(new Uint8Array(1000));
    await downloadFile({ url: server.url, path, sha256 });
    await isThere();
    expect(server.requests).toEqual(['/ bytes=1000-', '/']);
  });

  it('is the whole file: nothing is sent', async () => {
    const server = await fileServer((request, response) => send(request, response, content));
    await leave(content);
    await downloadFile({ url: server.url, path, sha256 });
    await isThere();
    expect(server.requests).toEqual(['/ bytes=300000-']);
  });

  it('is longer than the file: fetched from the start', async () => {
    const server = await fileServer((request, response) => send(request, response, content));
    await leave(new Uint8Array(300_001));
    await downloadFile({ url: server.url, path, sha256 });
    await isThere();
  });
});

it('keeps nothing of a file that is not the one', async () => {
  const server = await fileServer((request, response) => send(request, response, content.with(5, 255)));
  const download = downloadFile({ url: `${server.url}/w`, path, sha256 });
  await expect(download).rejects.toThrow(CorruptFileError);
  await expect(download).rejects.toMatchObject({ path: `${server.url}/w`, expected: `sha256 ${sha256}` });
  expect(await kept()).toEqual([]);
});

it.each([
  [404, 1],
  [403, 1],
  [500, 3],
  [503, 3],
])('reports that the server answered %i, after %i requests', async (status, requests) => {
  const server = await fileServer((_, response) => response.writeHead(status).end('sorry'));
  const download = downloadFile({ url: `${server.url}/w`, path, sha256 });
  await expect(download).rejects.toMatchObject({
    name: 'DownloadError',
    url: `${server.url}/w`,
    path,
    status,
  });
  await expect(download).rejects.toThrow(`the server answered ${status}`);
  expect(server.requests).toHaveLength(requests);
  expect(await kept()).toEqual([]);
});

it('goes on after a server that fails for a moment', async () => {
  const server = await fileServer((request, response, count) =>
    count === 1 ? response.writeHead(503).end() : send(request, response, content),
  );
  await downloadFile({ url: server.url, path, sha256 });
  await isThere();
});

it('reports the address, and where to put the file, when no server answers; it does not try again', async () => {
  const requested = vi.fn();
  subscribe('http.client.request.start', requested);
  const download = downloadFile({ url: 'http://127.0.0.1:9/file', path });
  await expect(download).rejects.toMatchObject({ name: 'DownloadError', status: undefined });
  await expect(download).rejects.toThrow(
    new RegExp(`http://127.0.0.1:9/file failed: .*ECONNREFUSED.*put it at ${path}`),
  );
  unsubscribe('http.client.request.start', requested);
  expect(requested).toHaveBeenCalledOnce();
});

it('is fetched once for several callers', async () => {
  const server = await fileServer((request, response) => send(request, response, content));
  const onProgress = vi.fn();
  await Promise.all([1, 2, 3].map(() => downloadFile({ url: server.url, path, sha256, onProgress })));
  expect(server.requests).toHaveLength(1);
  await isThere();
});

it('does not wait for others, nor ask, once it is not wanted any more', async () => {
  const server = await fileServer(() => {});
  const signal = AbortSignal.timeout(300);
  const outcomes = await Promise.allSettled(
    [1, 2].map(() => downloadFile({ url: server.url, path, signal })),
  );
  await expect(downloadFile({ url: server.url, path, signal })).rejects.toThrow(/timeout/);
  expect(outcomes).toEqual(Array(2).fill({ status: 'rejected', reason: signal.reason }));
  expect(server.requests).toHaveLength(1);
});
