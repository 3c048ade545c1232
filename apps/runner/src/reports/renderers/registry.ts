import { extname } from 'node:path';
import { markdown } from './markdown';
import type { Renderer } from './renderer';
import { terminal } from './terminal';

/** All renderers; a new one is a file beside this one and a name in this list. */
export const renderers: readonly Renderer[] = [terminal, markdown];

/** The renderer for a file, by its extension in lower or upper case; Markdown if no renderer has that extension. */
export function rendererFor(path: string): Renderer {
  const ending = extname(path).toLowerCase();
  return renderers.find((renderer) => renderer.ending === ending) ?? markdown;
}
