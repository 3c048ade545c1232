import { extname } from 'node:path';
import { html } from './html';
import { latex } from './latex';
import { markdown } from './markdown';
import type { Renderer } from './renderer';
import { terminal } from './terminal';

/** All renderers; a new one is a file beside this one and a name in this list. */
export const renderers: readonly Renderer[] = [terminal, markdown, html, latex];

/** A file has an extension that no renderer writes. */
export class UnknownFormatError extends Error {
  override readonly name = 'UnknownFormatError';

  constructor(readonly path: string) {
    super(
      `${path} was given for a page, and no page is written as "${extname(path)}". Expected ${endings().join(' or ')}, or no ` +
        'extension, which is Markdown. Correct the extension.',
    );
  }
}

/**
 * The renderer for a file, by its extension in lower or upper case; Markdown without one.
 *
 * @throws UnknownFormatError
 */
export function rendererFor(path: string): Renderer {
  const ending = extname(path).toLowerCase();
  if (ending === '') return markdown;
  const found = renderers.find((renderer) => renderer.ending === ending);
  if (found === undefined) throw new UnknownFormatError(path);
  return found;
}

/** The extensions of pages that can be written. */
export function endings(): readonly string[] {
  return renderers.flatMap(({ ending }) => ending ?? []);
}
