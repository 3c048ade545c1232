import { extname } from 'node:path';

/** A file's ending is no format that the command writes, or the format cannot be printed. */
export class UnknownFileFormatError extends Error {
  override readonly name = 'UnknownFileFormatError';
}

/**
 * The format that `--format` names or, without it, the ending of `--out`.
 *
 * @param formats by the name and the ending of each
 * @throws UnknownFileFormatError
 */
export function fileFormat<T>(
  formats: Readonly<Record<string, T>>,
  name: string | undefined,
  out: string | undefined,
): T {
  const ending = extname(out ?? '');
  const chosen = name ?? ending.slice(1).toLowerCase();
  const format = Object.hasOwn(formats, chosen) ? formats[chosen] : undefined;
  if (format !== undefined) return format;
  const known = Object.keys(formats).map((each) => `.${each}`);
  throw new UnknownFileFormatError(
    `--out ${out}: "${ending}" is no format of this command. Expected ${known.join(', ')}. Correct the ending, or name the format with --format.`,
  );
}

/** Prints a text, as commands do that are given no file. @throws UnknownFileFormatError where it is no text */
export async function printContent(content: string | Uint8Array): Promise<void> {
  if (typeof content === 'string') {
    console.log(content.trimEnd());
    return;
  }
  throw new UnknownFileFormatError(
    '--format parquet was given without --out: it is no text. Expected a file; add --out rows.parquet.',
  );
}
