import { renameSync, rmSync, writeFileSync } from 'node:fs';

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

/**
 * Writes a file whole or, where that fails or the process dies, not at all. (The package
 * write-file-atomic 7 keeps a file cut short where a disk fills up: it looks at no write's length.)
 *
 * @throws UnwritableFileError
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, typeof content === 'string' ? Buffer.from(content) : content, { flush: true });
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw new UnwritableFileError(path, error instanceof Error ? error.message : String(error));
  }
}

/** Writes a value as indented JSON, whole or not at all. */
export function writeJson(path: string, value: unknown): void {
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
