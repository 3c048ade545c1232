/**
 * A store holds files by key: results of jobs, and what is kept beside them. Jobs write to it; everything else reads from it,
 * perhaps on another machine. It is not a file system: it has no folders, no locks, no appending, and a key says nothing
 * about a path on this machine.
 *
 * A new store is a file that implements {@link Store}, and passes `describeStore` of store.conformance.ts.
 *
 * **Keys** are relative paths, such as `quickstart/replay_ed/metrics.json`; {@link checkKey} has all the rules. A key is never
 * also the folder of others, like `a` beside `a/b`: callers ensure that, a store need not check it.
 *
 * **What is atomic.** One file at a time. A reader sees a file whole, as one call wrote it, or not at all: never a part of
 * it, nor a mixture of two writers. Several files are not atomic together: write the one last that makes the others valid,
 * as jobs do with `metrics.json`. If a write fails or its process dies, the store is unchanged.
 *
 * **What a reader can see.** What a call wrote is seen by every call that begins after it has ended. `list` is not a snapshot:
 * of files that are written or removed while it runs, it may name some and omit others.
 */
export interface Store {
  /** Where it is, for messages: the path of a folder, the address of a bucket. */
  readonly location: string;
  /**
   * The bytes of a file, a copy that the caller may change; undefined if there is none.
   *
   * @throws InvalidKeyError, UnreadableFileError
   */
  read(key: string): Promise<Uint8Array | undefined>;
  /**
   * Writes a file, whole, in place of an existing one. Of several writers at once, the last one's file stays.
   *
   * @param content bytes, or text to be kept as UTF-8
   * @throws InvalidKeyError, UnwritableFileError
   */
  writeWhole(key: string, content: string | Uint8Array): Promise<void>;
  /**
   * Writes a file, whole, unless there is one. If any number of writers try at once, on any number of machines, exactly one
   * gets true, and its content stays.
   *
   * @returns whether it was written; false if the file exists already; it is left as it is
   * @throws InvalidKeyError, UnwritableFileError
   */
  createOnce(key: string, content: string | Uint8Array): Promise<boolean>;
  /**
   * The keys of all files below a folder, at any depth, sorted by code units; none if there is nothing. Unfinished files
   * are not among them.
   *
   * @param folder `quickstart` for all of `quickstart/…`, but not of `quickstart-2/…`; without it, everything
   * @throws InvalidKeyError, UnreadableFileError
   */
  list(folder?: string): Promise<readonly string[]>;
  /**
   * Removes a file, or all files below a folder, unfinished ones too. It is no error if there is nothing. Not atomic: a
   * reader may see some files of a folder gone and others not yet.
   *
   * @throws InvalidKeyError, UnwritableFileError
   */
  remove(keyOrFolder: string): Promise<void>;
}

/** A key that no store accepts. */
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

/** A file that exists and could not be read: no permission, a broken disk. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';

  readonly reason: string;

  /** @param cause what the operating system gave as the reason, or a reason in words */
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    const reason = reasonOf(cause);
    super(
      `${path} could not be read: ${reason}. Repair the folder or its permissions, then run the same command again.`,
    );
    this.reason = reason;
  }
}

/** A file that could not be written: a full disk, a folder that was removed. */
export class UnwritableFileError extends Error {
  override readonly name = 'UnwritableFileError';

  readonly reason: string;

  /** @param cause what the operating system gave as the reason, or a reason in words */
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    const reason = reasonOf(cause);
    super(
      `${path} could not be written: ${reason}. No part of it was left behind. Free disk space or repair the folder, ` +
        'then run the same command again.',
    );
    this.reason = reason;
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The suffix of unfinished files. */
export const unfinished = '.part';

/**
 * Checks a key, or the name of a folder of keys. Any character is allowed except the backslash and control characters, which
 * not every store can hold; no part may end in the suffix of unfinished files.
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
