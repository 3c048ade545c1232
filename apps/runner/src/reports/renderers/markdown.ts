import { printable } from '@exmodel/loggers';
import { markdownTable } from 'markdown-table';
import { cellText } from '../cell-text';
import type { Block, Table, Text } from '../report';
import type { Renderer } from './renderer';

/** A page in GitHub Flavored Markdown (https://github.github.com/gfm). */
export const markdown: Renderer = {
  name: 'markdown',
  ending: '.md',
  render: ({ title, blocks }) =>
    `${[...(title === undefined ? [] : [`# ${line(title)}`]), ...blocks.map(blockText)].join('\n\n')}\n`,
};

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level ?? 2)} ${line(block.text)}`;
    case 'paragraph':
      return spans(block.text);
    case 'command':
      return `    ${printable(block.line)}`;
    case 'list':
      return block.items.map((item) => `- ${spans(item)}`).join('\n');
    case 'image':
      return `${line(block.text)}: ${codeSpan(block.path)}`;
    case 'sheets':
      return block.sheets.map(({ image }) => blockText(image)).join('\n\n');
    case 'group':
      return block.blocks.map(blockText).join('\n\n');
    case 'table':
      return [...(block.caption === undefined ? [] : [line(block.caption)]), tableText(block)].join('\n\n');
    default:
      return block satisfies never;
  }
}

/** Text on one line. Emphasis and the like are kept; HTML tags and comments are escaped, because they hide what follows. */
function line(text: string): string {
  return printable(text).replace(/<(?=[a-z/!?])/gi, '\\<');
}

function spans(text: Text): string {
  return [text]
    .flat()
    .map((piece) => (typeof piece === 'string' ? line(piece) : codeSpan(piece.code)))
    .join('');
}

/** Code between more backticks than it contains in a row. */
function codeSpan(code: string): string {
  const runs = code.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const space = runs.length === 0 ? '' : ' ';
  return `${fence}${space}${printable(code)}${space}${fence}`;
}

function tableText({ columns, rows }: Table): string {
  const escaped = (text: string) => line(text.replaceAll('\\', '\\\\').replaceAll('|', '\\|'));
  const cells = [
    columns.map(({ heading }) => heading),
    ...rows.map((row) => row.map((cell) => cellText(cell))),
  ];
  return markdownTable(
    cells.map((row) => row.map(escaped)),
    { align: columns.map(({ align }) => (align === 'left' ? '' : 'right')) },
  );
}
