/**
 * A store holds files by key: results of jobs, and what is kept beside them. It is where jobs leave what they made and where
 * everybody else looks for it, perhaps on another machine. It is no file system: it has no folders, no locks, no appending,
 * and a key says nothing of a path on this machine.
 *
 * A new store is a file that implements {@link Store}, and passes `describeStore` of store.conformance.ts.
 *
 * **Keys** are relative and separated by `/`, `quickstart/replay_ed/metrics.json`; {@link checkKey} says what else. A key is
 * never also the folder of others, like `a` beside `a/b`: callers see to that, a store need not notice.
 *
 * **What is atomic.** One file at a time. A reader sees a file whole, as one call wrote it, or not at all: never a part of
 * it, nor a mixture of two writers. Nothing ties several files together: who needs that writes the one last by which the
 * others count, as jobs do with `metrics.json`. Where a
 * write fails or its process dies, the store is as if nobody had tried.
 *
 * **What a reader can see.** What a call wrote is seen by every call that begins after it has ended. `list` is no moment: of
 * files that are written or removed while it runs it may name some and omit others.
 */
export interface Store {
  /** Where it is, for messages: the path of a folder, the address of a bucket. */
  readonly location: string;
  /**
   * The bytes of a file, a copy that the caller may change; undefined where there is none.
   *
   * @throws InvalidKeyError, UnreadableFileError
   */
  read(key: string): Promise<Uint8Array | undefined>;
  /**
   * Writes a file, whole, in place of the one that is there. Of several writers at once the last one's stays.
   *
   * @param content bytes, or text to be kept as UTF-8
   * @throws InvalidKeyError, UnwritableFileError
   */
  writeWhole(key: string, content: string | Uint8Array): Promise<void>;
  /**
   * Writes a file, whole, unless there is one. Of any number of writers at once, on any number of machines, exactly one
   * gets true, and its content stays.
   *
   * @returns whether it was written; false where the file is there already, which is left as it is
   * @throws InvalidKeyError, UnwritableFileError
   */
  createOnce(key: string, content: string | Uint8Array): Promise<boolean>;
  /**
   * The keys of all files below a folder, at any depth, sorted by code units; none where there is nothing. Unfinished files
   * are not among them.
   *
   * @param folder `quickstart` for all of `quickstart/…`, but not of `quickstart-2/…`; without it, everything
   * @throws InvalidKeyError, UnreadableFileError
   */
  list(folder?: string): Promise<readonly string[]>;
  /**
   * Removes a file, or all files below a folder, unfinished ones too. It is no error where there is nothing. Not atomic: a
   * reader may see some files of a folder gone and others not yet.
   *
   * @throws InvalidKeyError, UnwritableFileError
   */
  remove(keyOrFolder: string): Promise<void>;
}

/** A key that no store takes. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';

  constructor(
    readonly key: string,
    readonly reason: string,
  ) {
    super(
      `${JSON.stringify(key)} cannot be the key of a file: ${reason}. ` +
        'A key is relative, its parts separated by single slashes, like quickstart/replay_ed/metrics.json.',
    );
  }
}

/** A file that is there and could not be read: no right to, a broken disk. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';

  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(
      `${path} could not be read: ${reason}. Mend the folder or its rights, then give the same command again.`,
    );
  }
}

/** A file that could not be written: a full disk, a folder that went away. */
export class UnwritableFileError extends Error {
  override readonly name = 'UnwritableFileError';

  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(
      `${path} could not be written: ${reason}. Nothing of it was left behind. Make room or mend the folder, ` +
        'then give the same command again: finished strategies and trained experts are kept.',
    );
  }
}

/** How the names of unfinished files end. */
export const unfinished = '.part';

/**
 * Checks a key, or the name of a folder of keys. Any characters will do but a backslash and control characters, which not
 * every store can hold; no part ends like an unfinished file.
 *
 * @throws InvalidKeyError
 */
export function checkKey(key: string): void {
  const reason = faultOf(key);
  if (reason !== undefined) throw new InvalidKeyError(key, reason);
}

function faultOf(key: string): string | undefined {
  if (key === '') return 'it is empty';
  if (/[\\\p{Cc}]/u.test(key)) return 'it holds a backslash or a control character';
  const parts = key.split('/');
  if (parts.includes('')) return 'it begins or ends with a slash, or has two in a row';
  if (parts.includes('.') || parts.includes('..')) return 'a part of it is . or ..';
  if (parts.some((part) => part.endsWith(unfinished))) return `a part of it ends in ${unfinished}`;
  return undefined;
}

/** Where a key is, for messages. */
export function placeOf(store: Pick<Store, 'location'>, key: string): string {
  return `${store.location}/${key}`;
}
