import type { Report, Table } from '../report';
import { escaped } from './html/escaped';
import { figureOf } from './html/figure-of';
import { heat } from './html/heat';
import { fileStyle } from './html/style';
import { type Figure, fitted, label } from './html/svg';

/** The beginning of every figure, by which one is known. */
export const figureBeginning = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- A figure of exmodel -->\n';

/** A figure as a file of its own. */
export interface FigureFile {
  /** `split_mnist-Accuracy-matrix-replay_ed.svg`, of letters, digits, `_`, `-` and dots, and no other's. */
  readonly name: string;
  readonly svg: string;
}

/** What a report draws, for papers and slides: each figure as an SVG file with its caption, in the colours of paper. */
export function figuresOf({ blocks }: Report): FigureFile[] {
  const files = new Map<string, FigureFile>();
  let [section, part] = ['', ''];
  const add = (table: Table, caption = '') => {
    const figure = table.drawing === 'heat' ? heat(table) : figureOf(table)?.figure;
    if (figure === undefined) return;
    const name = fileName([section, part === '' ? (table.drawing ?? '') : part, caption], files);
    files.set(name.toLowerCase(), { name, svg: svgFile(figure, table.caption ?? '') });
  };
  for (const block of blocks) {
    if (block.kind === 'heading' && block.level === 3) part = block.text;
    else if (block.kind === 'heading') [section, part] = [block.text, ''];
    else if (block.kind === 'table') add(block);
    else if (block.kind === 'group')
      for (const each of block.blocks) if (each.kind === 'table') add(each, each.caption);
  }
  return [...files.values()];
}

/** A name that every file system takes and no other file has, also where capitals do not count. */
function fileName(parts: readonly string[], taken: ReadonlyMap<string, unknown>): string {
  const words = parts.map((part) => part.replace(/[^\w.]+/g, '-').replace(/^[-.]+|[-.]+$/g, ''));
  const base = words
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 100);
  for (let count = 1; ; count++) {
    const name = `${base}${count === 1 ? '' : `-${count}`}.svg`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

const [margin, captionHeight] = [8, 26];

function svgFile({ caption, widths, draw }: Figure, title: string): string {
  const width = 'wide' in widths ? widths.wide : widths.small;
  const { height, content } = draw(width);
  const [w, h] = [width + 2 * margin, height + captionHeight + 2 * margin];
  const head =
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(caption)}" width="${w}" height="${h}" ` +
    `viewBox="${-margin} ${-margin} ${w} ${h}" font-family="system-ui, Helvetica, Arial, sans-serif" font-size="13">`;
  const top = label(fitted(title, width), 0, 13, { kind: 'muted' });
  return `${figureBeginning}${head}\n<style>\n${fileStyle}\n</style>\n${top}\n<g transform="translate(0 ${captionHeight})">${content}</g>\n</svg>\n`;
}
