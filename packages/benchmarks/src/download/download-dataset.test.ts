import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fileServer, send } from '../../test/file-server';
import { tarBytes } from '../../test/tar-bytes';
import { temporaryFolder } from '../../test/temporary-folder';
import { zipBytes } from '../../test/zip-bytes';
import { loadFashionMnist } from '../datasets/fashion-mnist';
import { UnknownDatasetError } from '../errors/unknown-dataset-error';
import { downloadDataset } from './download-dataset';
import type { DownloadableDataset } from './fetch-dataset';
import { fetchFiles } from './fetch-dataset';
import { remoteDatasets } from './remote-datasets';

const names = Object.keys(remoteDatasets) as DownloadableDataset[];

/** A data set of three files, like the real ones: one kept as it is, two archives. */
const archives: Record<string, Uint8Array> = {
  'plain.gz': gzipSync(Uint8Array.of(1, 2, 3)),
  'images.tar.gz': gzipSync(tarBytes({ 'batches/train.bin': new Uint8Array(50_000).map((_, i) => i * 31) })),
  'lists.zip': zipBytes({ 'one/list.txt': Uint8Array.of(7), 'two/list.txt': Uint8Array.of(8) }),
};
const creates: Record<string, string[]> = { 'images.tar.gz': ['batches'], 'lists.zip': ['one', 'two'] };
const tiny = {
  folder: 'tiny',
  files: Object.entries(archives).map(([name, bytes]) => ({
    url: `https://official.invalid/data/${name}`,
    atMost: bytes.length,
    md5: createHash('md5').update(bytes).digest('hex'),
    ...(creates[name] && { creates: creates[name] }),
  })),
};
const whole = ['batches', 'batches/train.bin', 'one', 'one/list.txt', 'plain.gz', 'two', 'two/list.txt'];
const contentOf = async (folder: string) => (await readdir(folder, { recursive: true })).toSorted();

describe('a data set', () => {
  const serve = (bytes?: number) =>
    fileServer((request, response) => {
      const content = archives[basename(request.url ?? '')];
      if (content === undefined) response.writeHead(404).end();
      else send(request, response, content, bytes === undefined ? {} : { bytes });
    });

  it('is fetched from a mirror over a line that is cut every 100 bytes, unpacked, and not fetched again', async () => {
    const server = await serve(100);
    const dataroot = await temporaryFolder();
    const received: string[] = [];
    const options = { dataroot, baseUrl: `${server.url}/mirror` };
    const folder = await fetchFiles(tiny, {
      ...options,
      onProgress: ({ url, received: bytes }) => received.push(`${basename(url)} ${bytes}`),
    });
    expect(folder).toBe(join(dataroot, 'tiny'));
    expect(await contentOf(folder)).toEqual(whole);
    expect(received).toContain(`lists.zip ${archives['lists.zip']?.length}`);
    const { length } = server.requests;
    await fetchFiles(tiny, options);
    expect(server.requests).toHaveLength(length);
  });

  it('is unpacked from archives that were put there by hand, without the network', async () => {
    const files = Object.entries(archives).map(([name, bytes]) => [`tiny/${name}`, bytes]);
    const dataroot = await temporaryFolder(Object.fromEntries(files));
    await fetchFiles(tiny, { dataroot });
    expect(await contentOf(join(dataroot, 'tiny'))).toEqual(whole);
  });

  it('is fetched and unpacked once, however many ask for it at the same time', async () => {
    const server = await serve();
    const dataroot = await temporaryFolder();
    const archive = { ...tiny, files: tiny.files.filter(({ url }) => url.endsWith('.tar.gz')) };
    const calls = Array.from({ length: 3 }, () => fetchFiles(archive, { dataroot, baseUrl: server.url }));
    await Promise.all(calls);
    expect(server.requests).toEqual(['/images.tar.gz']);
    expect(await contentOf(join(dataroot, 'tiny'))).toEqual(['batches', 'batches/train.bin']);
  });

  it('is finished by the next call', async () => {
    const dataroot = await temporaryFolder();
    const broken = await fileServer((request, response) =>
      basename(request.url ?? '') === 'plain.gz'
        ? send(request, response, archives['plain.gz'] as Uint8Array)
        : response.writeHead(404).end(),
    );
    await expect(fetchFiles(tiny, { dataroot, baseUrl: broken.url })).rejects.toMatchObject({
      name: 'DownloadError',
      status: 404,
      path: join(dataroot, 'tiny', 'images.tar.gz'),
    });
    const server = await serve();
    await fetchFiles(tiny, { dataroot, baseUrl: server.url });
    expect(server.requests).toEqual(['/images.tar.gz', '/lists.zip']);
    expect(await contentOf(join(dataroot, 'tiny'))).toEqual(whole);
  });

  it('with a file that is not the published one leaves nothing behind', async () => {
    const server = await fileServer((_, response) => response.end('<html>Welcome to this Wi-Fi</html>'));
    const dataroot = await temporaryFolder();
    await expect(fetchFiles(tiny, { dataroot, baseUrl: server.url })).rejects.toMatchObject({
      name: 'CorruptFileError',
      path: `${server.url}/plain.gz`,
    });
    expect(await contentOf(dataroot)).toEqual(['tiny']);
  });

  it('of which a server sends more than is published is refused at that length', async () => {
    let sent = 0;
    const server = await fileServer((_, response) => {
      const more = () => {
        do sent += 65_536;
        while (response.write(new Uint8Array(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const dataroot = await temporaryFolder();
    const fetching = fetchFiles(tiny, { dataroot, baseUrl: server.url });
    await expect(fetching).rejects.toThrow(
      `it has more, expected at most ${archives['plain.gz']?.length} bytes`,
    );
    expect(sent).toBeLessThan(100_000_000);
    expect(server.requests).toHaveLength(1);
  });

  it('that cannot be reached is an error with the address, and where to put its files', async () => {
    const dataroot = await temporaryFolder();
    await expect(fetchFiles(tiny, { dataroot })).rejects.toThrow(
      `Download of https://official.invalid/data/plain.gz failed: `,
    );
    await expect(fetchFiles(tiny, { dataroot })).rejects.toThrow(
      `put it at ${join(dataroot, 'tiny/plain.gz')}`,
    );
  });
});

it.each(names)(
  '%s is checked against a published checksum, and requested under its official names',
  async (name) => {
    const server = await fileServer((_, response) => response.end('not the file'));
    const dataroot = await temporaryFolder();
    const [first] = remoteDatasets[name].files;
    await expect(downloadDataset(name, { dataroot, baseUrl: server.url })).rejects.toMatchObject({
      name: 'CorruptFileError',
      expected: expect.stringMatching(/^(md5 \w{32}|sha256 \w{64})$/),
    });
    expect(server.requests).toEqual([`/${basename(first?.url ?? '')}`]);
    for (const { sha256, md5 } of remoteDatasets[name].files) {
      expect(sha256 ?? md5).toMatch(/^([0-9a-f]{32}|[0-9a-f]{64})$/);
    }
  },
);

it('puts files where the loader looks for them', async () => {
  const dataroot = await temporaryFolder();
  const { folder, files } = remoteDatasets.fashion_mnist;
  const bytes = gzipSync(new Uint8Array(3));
  const server = await fileServer((_, response) => response.end(bytes));
  const md5 = createHash('md5').update(bytes).digest('hex');
  await fetchFiles(
    { folder, files: files.map((file) => ({ ...file, md5 })) },
    { dataroot, baseUrl: server.url },
  );
  await expect(loadFashionMnist({ dataroot })).rejects.toMatchObject({ name: 'CorruptFileError' });
});

it('refuses a name that it does not know', async () => {
  const name = 'imagenet' as DownloadableDataset;
  const refused = downloadDataset(name, { dataroot: 'x' });
  await expect(refused).rejects.toBeInstanceOf(UnknownDatasetError);
  await expect(refused).rejects.toThrow(/imagenet: expected one of mnist, fashion_mnist, cifar10/);
});
