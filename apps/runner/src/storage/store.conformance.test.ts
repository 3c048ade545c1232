import { describe } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { folderStore } from './folder-store';
import { checkKey, type Store } from './store';
import { describeStore } from './store.conformance';

/** The smallest store there is: it shows that the suite asks for a store, and not for a folder. */
function memoryStore(files: Map<string, Uint8Array>): Store {
  const bytesOf = (content: string | Uint8Array) => Uint8Array.from(Buffer.from(content));
  const below = (folder: string | undefined) =>
    [...files.keys()].filter((key) => folder === undefined || key.startsWith(`${folder}/`)).toSorted();
  return {
    location: 'memory',
    async read(key) {
      checkKey(key);
      return files.get(key)?.slice();
    },
    async writeWhole(key, content) {
      checkKey(key);
      files.set(key, bytesOf(content));
    },
    async createOnce(key, content) {
      checkKey(key);
      if (files.has(key)) return false;
      files.set(key, bytesOf(content));
      return true;
    },
    async list(folder) {
      if (folder !== undefined) checkKey(folder);
      return below(folder);
    },
    async remove(key) {
      checkKey(key);
      for (const each of [key, ...below(key)]) files.delete(each);
    },
  };
}

describe('a folder store', () => {
  describeStore(() => {
    const folder = temporaryFolder();
    return () => folderStore(folder);
  });
});

describe('a memory store', () => {
  describeStore(() => {
    const files = new Map<string, Uint8Array>();
    return () => memoryStore(files);
  });
});
