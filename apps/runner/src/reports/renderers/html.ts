import { createHash } from 'node:crypto';
import type { Block, Image, Text } from '../report';
import { escaped } from './html/escaped';
import { sheetsText } from './html/sheets';
import { style } from './html/style';
import { tableText } from './html/table';
import type { Renderer } from './renderer';

/** The beginning of every page, by which one is known. */
export const htmlBeginning =
  '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="generator" content="exmodel">\n';

const hash = createHash('sha256').update(style).digest('base64');
/** Only the page's own style and its own images: nothing is loaded, and nothing runs. */
const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;

/** A page that is one file: it needs no network and no script. Its charts are SVG, its heat maps tables. */
export const html: Renderer = {
  name: 'html',
  ending: '.html',
  render({ title = 'exmodel', blocks }) {
    const head = [
      `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>${escaped(title)}</title>`,
      `<style>${style}</style>`,
    ];
    const body = [`<h1>${escaped(title)}</h1>`, ...contents(blocks), ...blocks.map(blockText)];
    return `${htmlBeginning}${head.join('\n')}\n</head>\n<body>\n<main>\n${body.join('\n')}\n</main>\n</body>\n</html>\n`;
  },
};

/** Headings from which on a page has links to them. */
const manyHeadings = 5;

/** Links to the headings of a long page. */
function contents(blocks: readonly Block[]): string[] {
  const headings = blocks.flatMap((block, i) => (block.kind === 'heading' ? [{ ...block, i }] : []));
  if (headings.length < manyHeadings) return [];
  const sections = headings.filter(({ level = 2 }) => level === 2);
  // Of several sections, only they: each has the same parts.
  const links = (sections.length > 2 ? sections : headings).map(
    ({ text, i }) => `<li><a href="#${idOf(i)}">${escaped(text)}</a></li>`,
  );
  return [`<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>`];
}

const idOf = (index: number) => `part-${index}`;

function blockText(block: Block, index: number): string {
  switch (block.kind) {
    case 'heading': {
      const tag = `h${block.level ?? 2}`;
      return `<${tag} id="${idOf(index)}">${escaped(block.text)}</${tag}>`;
    }
    case 'paragraph':
      return `<p>${spans(block.text)}</p>`;
    case 'command':
      return `<pre>${escaped(block.line)}</pre>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${spans(item)}</li>`).join('')}</ul>`;
    case 'image':
      return imageText(block);
    case 'sheets':
      return sheetsText(block, `sheets-${index}`);
    case 'group':
      return `<div class="group">${block.blocks.map(blockText).join('')}</div>`;
    case 'table':
      return tableText(block);
    default:
      return block satisfies never;
  }
}

function spans(text: Text): string {
  return [text]
    .flat()
    .map((piece) => (typeof piece === 'string' ? escaped(piece) : `<code>${escaped(piece.code)}</code>`))
    .join('');
}

function imageText({ png, width, height, text }: Image): string {
  const data = Buffer.from(png).toString('base64');
  const image = `<img src="data:image/png;base64,${data}" alt="${escaped(text)}" width="${width}" height="${height}">`;
  return `<figure><figcaption>${escaped(text)}</figcaption>${image}</figure>`;
}
