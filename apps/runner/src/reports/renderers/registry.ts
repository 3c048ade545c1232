import { extname } from 'node:path';
import { markdown } from './markdown';
import type { Renderer } from './renderer';
import { terminal } from './terminal';

/** All renderers; a new one is a file beside this one and a name in this list. */
export const renderers: readonly Renderer[] = [terminal, markdown];

/** The renderer for a file, by its ending in small or capital letters; Markdown where no renderer has that ending. */
export function rendererFor(path: string): Renderer {
  const ending = extname(path).toLowerCase();
  return renderers.find((renderer) => renderer.ending === ending) ?? markdown;
}
