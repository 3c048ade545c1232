import { type BigIntStats, realpathSync, statSync } from 'node:fs';
import { isMissing } from './is-missing';
import { readIfThere } from './read-if-there';
import { UnreadableFileError } from './store';

/** A file that is to be written where the user says. */
export interface OutputFile {
  /** As the user wrote it, with its option: `--out student.pth`. */
  readonly given: string;
  readonly path: string;
  /** Paths of what the command reads; those that do not exist are no obstacle. */
  readonly inputs: readonly string[];
  /** Whether the user allows to replace a file that exmodel may not have written. */
  readonly overwrite: boolean;
  /** What exmodel writes there, and may replace: `a page of exmodel`. */
  readonly kind: string;
  /** Whether a file with this content is one of that kind. */
  isOfKind(content: Uint8Array): boolean;
}

/** An output would replace a file that is not to be lost. */
export class OutputTakenError extends Error {
  override readonly name = 'OutputTakenError';

  constructor(given: string, held: string, expected: string, advice: string) {
    super(`${given}: ${held}. Expected ${expected}. ${advice}`);
  }
}

/**
 * The rule for every file that is written where the user says; to be called before anything runs. An input is never replaced,
 * whatever path leads to it. Another file is replaced if exmodel wrote it as an output of the same kind, or with `--overwrite`.
 *
 * @throws OutputTakenError
 * @throws UnreadableFileError
 */
export function refuseTaken({ given, path, inputs, overwrite, kind, isOfKind }: OutputFile): void {
  const there = statOf(path);
  if (there === undefined) return;
  const input = inputs.find((other) => isSame({ path, stat: there }, other));
  if (input !== undefined) {
    const held = `this is ${input}, which the command reads`;
    throw new OutputTakenError(given, held, 'a file other than its inputs', 'Choose another name.');
  }
  if (there.isDirectory())
    throw new OutputTakenError(given, 'a folder of that name is there', 'a file', 'Choose another name.');
  if (overwrite) return;
  const content = readIfThere(path);
  if (content === undefined || isOfKind(content)) return;
  throw new OutputTakenError(
    given,
    'there is a file already, and nothing in it says that exmodel wrote it',
    `a new name, or ${kind} to replace`,
    'Choose another name, or replace the file with --overwrite.',
  );
}

/** Whether two paths lead to the same file, through links of either sort or not. */
function isSame({ path, stat }: { readonly path: string; readonly stat: BigIntStats }, other: string) {
  const theirs = statOf(other);
  if (theirs === undefined) return false;
  if (stat.ino === 0n) return realpathSync(path) === realpathSync(other); // Some file systems number no files.
  return stat.ino === theirs.ino && stat.dev === theirs.dev;
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (isMissing(error)) return undefined; // It is thrown below a file.
    throw new UnreadableFileError(path, error);
  }
}
