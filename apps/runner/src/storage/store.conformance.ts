import { beforeEach, describe, expect, it } from 'vitest';
import { InvalidKeyError, type Store } from './store';

/**
 * What every store must do. A store's own test calls this, and adds what is particular to it.
 *
 * @param create makes a new, empty place; each call of the returned function opens that place again, as another process would
 */
export function describeStore(create: () => () => Store): void {
  let open: () => Store;
  let store: Store;
  beforeEach(() => {
    open = create();
    store = open();
  });
  const textOf = async (key: string) => {
    const bytes = await store.read(key);
    return bytes && Buffer.from(bytes).toString();
  };

  describe('a file', () => {
    it('comes back byte by byte, through any handle', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      await store.writeWhole('a/b/bytes', bytes);
      expect(Uint8Array.from((await open().read('a/b/bytes')) ?? [])).toEqual(bytes);
    });

    it('of text is kept as UTF-8, and an empty one is a file too', async () => {
      await store.writeWhole('text', 'größer');
      await store.writeWhole('empty', '');
      expect(await store.read('text').then((bytes) => bytes && [...bytes])).toEqual([
        ...Buffer.from('größer'),
      ]);
      expect(await textOf('empty')).toBe('');
      expect(await store.list()).toEqual(['empty', 'text']);
    });

    it('of many megabytes comes back', async () => {
      const big = new Uint8Array(20_000_000).map((_, i) => (i * 7) % 251);
      await store.writeWhole('big', big);
      const read = await store.read('big');
      expect(Buffer.compare(Buffer.from(read ?? []), Buffer.from(big))).toBe(0);
    });

    it('is undefined where there is none: beside others, and as the name of a folder', async () => {
      await store.writeWhole('a/b', 'x');
      for (const key of ['b', 'a', 'a/c', 'a/b/c']) expect(await store.read(key)).toBeUndefined();
    });

    it('is not changed by what happens to the bytes afterwards', async () => {
      const bytes = Uint8Array.of(1, 2, 3);
      await store.writeWhole('x', bytes);
      bytes.fill(9);
      (await store.read('x'))?.fill(8);
      expect([...((await store.read('x')) ?? [])]).toEqual([1, 2, 3]);
    });
  });

  describe('writeWhole', () => {
    it('replaces what was there, longer or shorter', async () => {
      for (const text of ['first', 'x', 'and something much longer']) {
        await store.writeWhole('a/file', text);
        expect(await textOf('a/file')).toBe(text);
      }
      expect(await store.list()).toEqual(['a/file']);
    });

    it('by many at once leaves one of them, whole', async () => {
      const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
      await Promise.all(texts.map((text) => open().writeWhole('a/file', text)));
      expect(texts).toContain(await textOf('a/file'));
      expect(await store.list()).toEqual(['a/file']);
    });
  });

  describe('createOnce', () => {
    it('writes where there is nothing, and leaves what is there', async () => {
      expect(await store.createOnce('a/file', 'first')).toBe(true);
      expect(await store.createOnce('a/file', 'second')).toBe(false);
      expect(await textOf('a/file')).toBe('first');
      await store.writeWhole('b', 'written');
      expect(await store.createOnce('b', 'created')).toBe(false);
      expect(await textOf('b')).toBe('written');
    });

    it('by many at once succeeds for exactly one, and its content stays', async () => {
      const won = await Promise.all(
        Array.from({ length: 50 }, (_, i) => open().createOnce('a/file', `by ${i}`)),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await textOf('a/file')).toBe(`by ${won.indexOf(true)}`);
      expect(await store.list()).toEqual(['a/file']);
    });

    it('succeeds again once the file was removed', async () => {
      await store.createOnce('a/file', 'first');
      await store.remove('a/file');
      expect(await store.createOnce('a/file', 'second')).toBe(true);
      expect(await textOf('a/file')).toBe('second');
    });
  });

  describe('list', () => {
    beforeEach(async () => {
      for (const key of ['b', 'a/y', 'a/b/z', 'ab/x', 'a/B', 'a/b.json']) await store.writeWhole(key, key);
    });

    it('names all files, sorted by code units, and no folders', async () => {
      expect(await store.list()).toEqual(['a/B', 'a/b.json', 'a/b/z', 'a/y', 'ab/x', 'b']);
    });

    it('names those below a folder, and not those that only begin like it', async () => {
      expect(await store.list('a')).toEqual(['a/B', 'a/b.json', 'a/b/z', 'a/y']);
      expect(await store.list('a/b')).toEqual(['a/b/z']);
    });

    it('is empty where there is nothing, and below a file', async () => {
      for (const folder of ['none', 'a/none', 'b']) expect(await store.list(folder)).toEqual([]);
      expect(await create()().list()).toEqual([]);
    });
  });

  describe('remove', () => {
    beforeEach(async () => {
      for (const key of ['a/x', 'a/b/y', 'ab/z']) await store.writeWhole(key, key);
    });

    it('removes one file', async () => {
      await store.remove('a/x');
      expect(await store.list()).toEqual(['a/b/y', 'ab/z']);
      expect(await store.read('a/x')).toBeUndefined();
    });

    it('removes everything below a folder, and nothing that only begins like it', async () => {
      await store.remove('a');
      expect(await store.list()).toEqual(['ab/z']);
      await store.writeWhole('a', 'a file now');
      expect(await textOf('a')).toBe('a file now');
    });

    it('is no error where there is nothing', async () => {
      for (const key of ['none', 'a/none', 'a/x/none']) await store.remove(key);
      expect(await store.list()).toEqual(['a/b/y', 'a/x', 'ab/z']);
    });
  });

  describe('keys', () => {
    it.each([
      'a b/c  d.json',
      'größe/ß/ñandú',
      '数据/模型',
      '🙂',
      'a%20b',
      'a+b&c=d?e#f',
      ".hidden/it's",
      'a:b*c"d<e>f|g',
      '-rf',
      '~',
      'part',
      'x.part.json',
      'x'.repeat(200),
    ])('may be odd: %s', async (key) => {
      await store.writeWhole(`folder/${key}`, key);
      expect(await store.createOnce(`folder/${key}`, 'other')).toBe(false);
      expect(await textOf(`folder/${key}`)).toBe(key);
      expect(await store.list('folder')).toEqual([`folder/${key}`]);
      await store.remove(`folder/${key}`);
      expect(await store.list()).toEqual([]);
    });

    it.each([
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      'a/../b',
      '../a',
      './a',
      'a\\b',
      'a\0',
      'a\nb',
      'a.part',
      'a.part/b',
    ])('are refused where a store could not hold them: %j', async (key) => {
      await store.writeWhole('kept', 'x');
      await expect(store.read(key)).rejects.toThrow(InvalidKeyError);
      await expect(store.writeWhole(key, 'y')).rejects.toThrow(InvalidKeyError);
      await expect(store.createOnce(key, 'y')).rejects.toThrow(InvalidKeyError);
      await expect(store.list(key)).rejects.toThrow(InvalidKeyError);
      await expect(store.remove(key)).rejects.toThrow(InvalidKeyError);
      expect(await store.list()).toEqual(['kept']);
    });
  });
}
