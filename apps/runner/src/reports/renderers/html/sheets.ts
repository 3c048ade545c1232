import type { Box, Sheets } from '../../report';
import { escaped } from './escaped';
import { px } from './svg';

/** Rectangles of a sheet stand below one another, so far apart. */
const gap = 2;

/** A table of pictures. Each sheet is in the page once, and its cells show parts of it. */
export function sheetsText({ caption, parts, sheets }: Sheets, id: string): string {
  const sources = sheets.map(({ image: { png, width, height } }, i) => {
    const data = Buffer.from(png).toString('base64');
    return `<image id="${id}-${i}" href="data:image/png;base64,${data}" width="${width}" height="${height}"/>`;
  });
  const head = sheets.map(({ name }) => `<th scope="col">${escaped(name)}</th>`);
  const rows = parts.map((part, row) => {
    const cells = sheets.map(({ image, boxes }, i) => {
      const text = `${image.text}, expert ${part}`;
      return `<td>${cut(boxes[row] ?? [], `${id}-${i}`, image, text)}</td>`;
    });
    return `<tr><th scope="row">${escaped(part)}</th>${cells.join('')}</tr>`;
  });
  const name = escaped(caption);
  return (
    `<svg class="source" aria-hidden="true"><defs>${sources.join('')}</defs></svg>` +
    `<div class="scroll" role="group" tabindex="0" aria-label="${name}"><table class="sheets"><caption>${name}</caption>` +
    `<thead><tr><th scope="col">expert</th>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  );
}

/** The rectangles of one part, one below the other. */
function cut(
  boxes: readonly Box[],
  source: string,
  sheet: { readonly width: number; readonly height: number },
  text: string,
): string {
  if (boxes.length === 0) return '–';
  const width = Math.max(...boxes.map((box) => box.width));
  let top = 0;
  const pieces = boxes.map((box) => {
    const piece = `<svg x="0" y="${px(top)}" width="${box.width}" height="${box.height}" viewBox="${box.x} ${box.y} ${box.width} ${box.height}"><use href="#${source}"/></svg>`;
    top += box.height + gap;
    return piece;
  });
  const shown = Math.min(1, 300 / sheet.width);
  const size = `width="${px(width * shown)}" height="${px((top - gap) * shown)}"`;
  return `<svg class="part" role="img" aria-label="${escaped(text)}" viewBox="0 0 ${width} ${top - gap}" ${size}>${pieces.join('')}</svg>`;
}
