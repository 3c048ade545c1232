import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect } from 'vitest';
import { fileServer, loopback } from '../../test/loopback';
import { LocationError } from '../location/location-error';
import { relativeParts } from '../location/relative-path';
import { locate } from './locate';

const folder = mkdtempSync(join(tmpdir(), 'exmodel-location-'));
afterAll(() => rmSync(folder, { recursive: true }));
const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
mkdirSync(join(folder, 'deep'));
for (const name of ['a.bin', 'deep/b.bin']) writeFileSync(join(folder, name), bytes);

async function faultOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    expect(error).toBeInstanceOf(LocationError);
    return (error as LocationError).message;
  }
  return 'nothing was thrown';
}

describe('a path', () => {
  test('is read piece by piece, as are the files beside it', async () => {
    const file = locate(join(folder, 'a.bin'));
    const source = await file.open();
    expect(source.size).toBe(bytes.length);
    expect(await source.read(1000, 1010)).toEqual(bytes.slice(1000, 1010));
    expect((await source.read(199_990, 200_010)).length).toBe(10);
    const other = await file.beside('deep/b.bin').open();
    expect(await other.read(0, other.size)).toEqual(bytes);
  });

  test('to nothing, to a folder or to a device is refused', async () => {
    const open = (path: string) => faultOf(() => locate(path).open());
    expect(await open(join(folder, 'c.bin'))).toMatch(/c\.bin: there is no such file\. Expected .* Correct/);
    expect(await open(folder)).toMatch(/it is a folder/);
    expect(await open('/dev/null')).toMatch(/no ordinary file|no such file/);
  });
});

describe('a name within a file', () => {
  test.each([
    ['../a.bin'],
    ['/etc/passwd'],
    ['deep/../../a.bin'],
    ['a//b'],
    ['C:\\a.bin'],
    ['\\\\host\\share'],
    ['https://elsewhere.org/a.bin'],
    ['./../a.bin'],
    ['.'],
    ['a\0b'],
    [''],
  ])('%j cannot lead out of the folder', async (path) => {
    for (const name of [join(folder, 'a.bin'), 'https://example.org/m/model.json', 'hf://o/r/m/model.json']) {
      expect(await faultOf(() => locate(name).beside(path))).toMatch(/names the file .* Do not trust/);
    }
  });

  test.each(['a?b', 'a#b', '%2e%2e/a'])(
    '%j is refused on the Hub, whose library encodes nothing',
    async (path) => {
      const message = await faultOf(() => locate('hf://o/r/m/model.json').beside(path));
      expect(message).toMatch(/names the file .* without \?, # and % on the Hub/);
    },
  );

  test.prop([fc.string()])('that is let through stays below it', (path) => {
    let parts: readonly string[];
    try {
      parts = relativeParts(path, 'x');
    } catch (error) {
      expect(error).toBeInstanceOf(LocationError);
      return;
    }
    expect(join('/root', ...parts).startsWith('/root/')).toBe(true);
    expect(new URL(parts.map(encodeURIComponent).join('/'), 'https://h/root/m').pathname).toMatch(
      /^\/root\/./,
    );
  });
});

describe('a URL', () => {
  test('is read in ranges: its start once, then what is needed', async () => {
    const { listener, asked } = fileServer(new Map([['m/a.bin', bytes]]));
    const source = await locate(`${await loopback(listener)}/m/a.bin`).open();
    expect(source.size).toBe(bytes.length);
    expect(await source.read(5, 10)).toEqual(bytes.slice(5, 10));
    expect(await source.read(150_000, 150_004)).toEqual(bytes.slice(150_000, 150_004));
    expect(asked).toEqual(['bytes=0-65535', 'bytes=150000-150003']);
  });

  test('of a server without ranges is read as far as is needed: its start, or all of it once', async () => {
    const { listener, asked } = fileServer(new Map([['a.bin', bytes]]), { ranges: false });
    const source = await locate(`${await loopback(listener)}/a.bin`).open();
    expect(source.size).toBe(bytes.length);
    expect(await source.read(5, 10)).toEqual(bytes.slice(5, 10));
    expect(asked).toHaveLength(1);
    const parts = [source.read(0, source.size), source.read(70_000, 70_010)];
    const [all, few] = await Promise.all(parts);
    expect(few).toEqual(bytes.slice(70_000, 70_010));
    expect(Buffer.compare(all as Uint8Array, bytes)).toBe(0);
    expect(asked).toHaveLength(2);
  });

  test('whose length is not stated, or stated for its packed form, is read up to a bound', async () => {
    const url = await loopback((request, response) => {
      if (request.url === '/packed')
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes));
      else response.write(bytes, () => response.end());
    });
    for (const path of ['stream', 'packed']) {
      const file = locate(`${url}/${path}`);
      const source = await file.open();
      expect(Buffer.compare(await source.read(0, source.size), bytes)).toBe(0);
      expect(await faultOf(() => file.open(100_000))).toMatch(/sends more than 100000 bytes/);
    }
  });

  test('is requested in few ranges at a time', async () => {
    const { listener } = fileServer(new Map([['a.bin', bytes]]));
    const [open, seen] = [new Set<unknown>(), [0]];
    const url = await loopback((request, response) => {
      open.add(request);
      seen.push(open.size);
      response.on('finish', () => open.delete(request));
      setImmediate(() => listener(request, response));
    });
    const source = await locate(`${url}/a.bin`).open();
    const begins = Array.from({ length: 40 }, (_, i) => 100_000 + 10 * i);
    const parts = await Promise.all(begins.map((begin) => source.read(begin, begin + 10)));
    expect(parts).toEqual(begins.map((begin) => bytes.slice(begin, begin + 10)));
    expect(Math.max(...seen)).toBeLessThanOrEqual(4);
  });

  test('has files beside it', async () => {
    const names = ['a b.bin', '50%.bin', 'c#1.bin', 'why?.bin', '%2e%2e/a.bin'];
    const { listener } = fileServer(new Map(names.map((name) => [`m/${name}`, bytes])));
    const model = locate(`${await loopback(listener)}/m/model.json?x=1`);
    for (const name of [...names, './a b.bin']) {
      expect((await model.beside(name).open()).size).toBe(bytes.length);
    }
  });

  test('that is missing, or whose server is, is reported', async () => {
    const { listener } = fileServer(new Map());
    const url = await loopback(listener);
    expect(await faultOf(() => locate(`${url}/x`).open())).toMatch(
      /answers 404 Not Found.*Check the address/,
    );
    expect(await faultOf(() => locate('http://127.0.0.1:1/x').open())).toMatch(
      /cannot be reached: .*ECONNREFUSED|bad port/,
    );
    expect(await faultOf(() => locate('ftp://example.org/x').open())).toMatch(/of this kind is not read/);
  });

  test('is named, and reported, without its password and query', async () => {
    const { listener } = fileServer(new Map());
    const url = `${(await loopback(listener)).replace('//', '//me:secret@')}/m/a.bin?sig=secret#secret`;
    const file = locate(url);
    expect(file.name).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/m\/a\.bin\?…$/);
    expect(locate('https://me:my secret@host/a b?sig=secret').name).toBe('https://host/a%20b?…');
    for (const action of [
      () => file.open(),
      () => file.beside('b.bin').open(),
      () => file.beside('../b.bin'),
      () => locate('https://me:secret@host:99999/a?sig=secret'),
      () => locate('https://me:se/secret@host/a'),
      () => locate('ftp://me:secret@host/a?sig=secret'),
      () => locate('https:/me:secret@host/a').open(),
    ]) {
      expect(await faultOf(action)).not.toContain('secret');
    }
  });

  test('whose file changes meanwhile, or whose server answers nonsense, is refused', async () => {
    let version = 0;
    const changing = await loopback((request, response) => {
      const [, from = '0', to = '0'] = /(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      const part = bytes.subarray(Number(from), Number(to) + 1);
      const range = `bytes ${from}-${to}/${bytes.length}`;
      response.writeHead(206, { 'content-range': range, etag: `"${version++}"` }).end(part);
    });
    const source = await locate(`${changing}/a`).open();
    expect(await faultOf(() => source.read(100_000, 100_010))).toMatch(/changed while it was read/);

    const unranged = await loopback((_, response) => {
      const content = version++ % 2 === 0 ? bytes : bytes.with(5, 255);
      response.writeHead(200, { 'content-length': content.length }).end(content);
    });
    const whole = await locate(`${unranged}/a`).open();
    expect(await faultOf(() => whole.read(100_000, 100_010))).toMatch(/changed while it was read/);

    const wrong = await loopback(
      (_, response) => void response.writeHead(206, { 'content-range': 'pages 1-2/3' }).end(),
    );
    expect(await faultOf(() => locate(`${wrong}/a`).open())).toMatch(/the range pages 1-2\/3/);

    const endless = await loopback((_, response) => {
      response.writeHead(206, { 'content-range': `bytes 0-65535/${bytes.length}` });
      response.end(new Uint8Array(10_000_000));
    });
    expect(await faultOf(() => locate(`${endless}/a`).open())).toMatch(/sends more than 65536 bytes/);

    const packed = await loopback((_, response) => {
      const range = { 'content-range': `bytes 0-65535/${bytes.length}`, 'content-encoding': 'gzip' };
      response.writeHead(206, range).end(gzipSync(bytes));
    });
    expect(await faultOf(() => locate(`${packed}/a`).open())).toMatch(/with the range .*, packed\./);

    const broken = await loopback((_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('begin');
      setTimeout(() => response.destroy(), 10);
    });
    expect(await faultOf(() => locate(`${broken}/a`).open())).toMatch(/the download broke off/);
  });
});
