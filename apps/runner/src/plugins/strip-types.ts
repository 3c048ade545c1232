import { readFile } from 'node:fs/promises';
import { transform } from '@swc/wasm-typescript';

/**
 * The JavaScript of a module: types are stripped as Node itself does since version 22.18, so that all versions read the same.
 *
 * @throws SyntaxError with file and line
 */
export async function stripTypes(path: string): Promise<string> {
  const source = await readFile(path, 'utf8');
  try {
    const { code } = await transform(source, { filename: path, mode: 'strip-only', module: true });
    return code;
  } catch (fault) {
    const { message, startLine } = fault as { readonly message: string; readonly startLine: number };
    throw new SyntaxError(`${path}:${startLine}: ${message}`);
  }
}
