import { isAbsolute, relative, sep } from 'node:path';

/** Whether an absolute path is that of a folder, or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  const below = relative(folder, path);
  return !(below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below));
}
