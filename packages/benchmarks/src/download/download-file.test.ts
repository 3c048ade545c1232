import { createHash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fileServer, send } from '../../test/file-server';
import { temporaryFolder } from '../../test/temporary-folder';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { DownloadError } from '../errors/download-error';
import { downloadFile } from './download-file';
import { type DownloadProgress, fetchFile } from './fetch-file';
import { network } from './http-stream';

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251);
const sha256 = createHash('sha256').update(content).digest('hex');
const md5 = createHash('md5').update(content).digest('hex');

/** Seconds of two milliseconds. */
const hasty = { ...network, second: 2 };

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
    await expect(fetchFile({ url: server.url, path, sha256 }, hasty)).rejects.toThrow(DownloadError);
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
  const download = fetchFile({ url: `${server.url}/w`, path, sha256 }, hasty);
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
  await fetchFile({ url: server.url, path, sha256 }, hasty);
  await isThere();
});

describe('a server that is too slow', () => {
  const fetched = (url: string) => fetchFile({ url, path, sha256 }, hasty);

  it('to answer is given up', async () => {
    const server = await fileServer(() => {});
    await expect(fetched(server.url)).rejects.toThrow(
      /^Download of .* failed: the server did not answer within 45 seconds; expected .*Check the connection/,
    );
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['stalls', undefined],
    ['drips', 1],
  ])('since it %s is given up; what came is kept', async (_, every) => {
    let closed: Promise<unknown> | undefined;
    const server = await fileServer((_request, response) => {
      response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 4));
      let at = 4;
      const drip = () => response.write(content.subarray(at, ++at));
      const timer = every && setInterval(drip, every);
      closed = new Promise((resolve) => response.on('close', resolve)).then(() => clearInterval(timer));
    });
    await expect(fetched(server.url)).rejects.toThrow(
      /failed: (nothing|only \d+ bytes) arrived (for|in) 30 sec/,
    );
    expect(server.requests).toHaveLength(1);
    await closed;
    expect((await readFile(`${path}.part`)).subarray(0, 4)).toEqual(Buffer.from(content.subarray(0, 4)));
  });

  it('after it was fast is asked for the rest', async () => {
    const server = await fileServer((request, response, count) => {
      if (count > 1) send(request, response, content);
      else {
        response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 100_000));
      }
    });
    await fetched(server.url);
    await isThere();
    expect(server.requests).toEqual(['/', '/ bytes=100000-']);
  });
});

it('refuses a file that is announced as longer than it is, and what goes on after it', async () => {
  const server = await fileServer((request, response) => {
    if (request.url === '/announced') send(request, response, content);
    else response.write(content, () => response.end());
  });
  for (const name of ['announced', 'not']) {
    const download = downloadFile({ url: `${server.url}/${name}`, path, sha256, atMost: 299_999 });
    await expect(download).rejects.toThrow(
      /^Corrupt data file http.*: it has more, expected at most 299999 bytes\. Try again later/,
    );
    expect(await kept()).toEqual([]);
  }
  expect(server.requests).toHaveLength(2);
  await downloadFile({ url: `${server.url}/not`, path, sha256, atMost: 300_000 });
  await isThere();
});

describe('a redirect', () => {
  /** 127.0.0.1 counts as public; other hosts are what they are. */
  const fromPublic = {
    ...network,
    lookup: async (host: string) => (host === '127.0.0.1' ? ['8.8.8.8'] : network.lookup(host)),
  };

  it('from a public address to one that is not, by number or by name, is refused', async () => {
    let host = '';
    const server = await fileServer((request, response) => {
      const location = `http://${host}:${request.socket.localPort}/a?token=secret`;
      response.writeHead(302, { location }).end();
    });
    for (host of ['localhost', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '10.0.0.1']) {
      const { length } = server.requests;
      await expect(fetchFile({ url: server.url, path }, fromPublic), host).rejects.toThrow(
        /failed: it is redirected into this machine or a private network, to http:.*\/a\?…; expected/,
      );
      expect(server.requests).toHaveLength(length + 1);
    }
  });

  it('to a name that stands for a private address only when it is connected to is refused', async () => {
    const server = await fileServer((request, response) => {
      response.writeHead(302, { location: `http://name.test:${request.socket.localPort}/a` }).end();
    });
    for (const [second, reason] of [
      ['127.0.0.1', /redirected into this machine or a private network, to http:\/\/name\.test/],
      [undefined, /the name name\.test cannot be resolved/],
    ] as const) {
      const answers = [['8.8.8.8'], second === undefined ? [] : [second]];
      const lookup = async (host: string) => (host === 'name.test' ? (answers.shift() ?? []) : ['8.8.8.8']);
      await expect(fetchFile({ url: server.url, path }, { ...network, lookup })).rejects.toThrow(reason);
    }
    expect(server.requests).toHaveLength(2);
  });

  it('of a server counts as what was connected to, whatever its name stands for afterwards', async () => {
    const server = await fileServer((_, response) => {
      response.writeHead(302, { location: 'http://10.0.0.1/a' }).end();
    });
    const lookup = async (host: string) => [host === '127.0.0.1' ? '8.8.8.8' : '10.0.0.1'];
    const url = server.url.replace('127.0.0.1', 'localhost');
    await expect(fetchFile({ url, path }, { ...network, lookup })).rejects.toThrow(/redirected into this/);
  });

  it('within private networks, and between public addresses, is followed', async () => {
    const server = await fileServer((request, response) => {
      if (request.url === '/file') return send(request, response, content);
      const named = `http://localhost:${request.socket.localPort}/file`;
      response.writeHead(302, { location: request.url === '/named' ? named : '/file' }).end();
    });
    await fetchFile({ url: `${server.url}/named`, path, sha256 });
    await isThere();
    await fetchFile({ url: `${server.url}/`, path: join(folder, 'other'), sha256 }, fromPublic);
  });
});

it('sends a password to its host only, and shows neither it nor the query', async () => {
  const seen: (string | undefined)[] = [];
  const other = await fileServer((request, response) => {
    seen.push(request.headers.authorization);
    if (request.url?.startsWith('/file')) send(request, response, content);
    else response.writeHead(404).end();
  });
  const server = await fileServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(302, { location: `${other.url}${request.url}` }).end();
  });
  const url = (name: string) => `${server.url.replace('//', '//me:secret@')}/${name}?sig=secret`;
  const texts: string[] = [];
  const onProgress = (progress: DownloadProgress) => texts.push(progress.url);
  await downloadFile({ url: url('file'), path, sha256, onProgress });
  expect(seen).toEqual([`Basic ${btoa('me:secret')}`, undefined]);
  for (const failing of [
    { url: url('none'), path: `${path}2` },
    { url: url('file'), path, md5: '0' },
  ]) {
    const error = await downloadFile(failing).catch((thrown: Error) => thrown);
    texts.push(inspect(error));
  }
  expect(texts.join('\n')).not.toContain('secret');
  expect(texts.at(-1)).toContain(`${server.url}/file?…`);
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
