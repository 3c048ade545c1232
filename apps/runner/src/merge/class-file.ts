import { readFileSync } from 'node:fs';
import { refuseRepeated } from './class-list';
import { MergeError } from './merge-error';

/** The file that stands in place of a list of classes, behind an at sign: `@labels.txt`. */
export function classFileOf(list: string): string | undefined {
  const [, file] = /^\s*@(.+)$/s.exec(list) ?? [];
  return file;
}

const advice =
  'Write one class a line, in the order of the outputs; a class whose own name begins with @ is written in double quotes.';

/**
 * The classes that a text file names, one a line. Nothing in a name needs quotes. The file may be one of Windows: UTF-16, or with a byte
 * order mark.
 *
 * @param file as the user wrote it
 * @param path where it is
 * @throws MergeError There is none, or it is no such file.
 */
export function readClassFile(file: string, path: string): string[] {
  const what = `the file of classes @${file}`;
  const lines = textOf(what, path).trimEnd().split(/\r?\n/);
  const names = lines.map((line) => line.trim());
  const at = names.findIndex((name) => !/^[^\p{Cc}\p{Cf}\ufffd]+$/u.test(name));
  if (at >= 0) {
    const fault = names[at] === '' ? 'is empty' : 'is no text';
    throw new MergeError(`${what}: line ${at + 1} ${fault}`, 'a name in every line', advice);
  }
  refuseRepeated(names, what, advice);
  return names;
}

function textOf(what: string, path: string): string {
  try {
    const bytes = readFileSync(path);
    const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
    return new TextDecoder(encoding).decode(bytes);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const fault = isMissing ? 'there is no such file' : String(error);
    throw new MergeError(`${what}: ${fault}`, 'a text file', `Correct the path. ${advice}`);
  }
}
