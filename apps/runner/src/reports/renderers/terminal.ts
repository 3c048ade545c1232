import { printable } from '@exmodel/loggers';
import CliTable from 'cli-table3';
import { cellText } from '../cell-text';
import type { Block, Cell, Table, Text } from '../report';
import type { Renderer } from './renderer';

/** Width of `100.0`, so that the numbers of a list are aligned with those of the row above. */
const eachWidth = 5;

/** Tables in boxes, everything else as one line each; without colours. */
export const terminal: Renderer = {
  name: 'terminal',
  render: ({ title, blocks }) =>
    [...(title === undefined ? [] : [printable(title)]), ...blocks.map(blockText)].join('\n'),
};

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return printable(block.text);
    case 'paragraph':
      return plain(block.text);
    case 'command':
      return `    ${printable(block.line)}`;
    case 'list':
      return block.items.map((item) => `- ${plain(item)}`).join('\n');
    case 'image':
      return printable(`${block.text}: ${block.path}`);
    case 'sheets':
      return block.sheets.map(({ image }) => blockText(image)).join('\n');
    case 'group':
      return block.blocks.map(blockText).join('\n');
    case 'table':
      return [...(block.caption === undefined ? [] : [printable(block.caption)]), boxes(block)].join('\n');
    default:
      return block satisfies never;
  }
}

function plain(text: Text): string {
  return printable(
    [text]
      .flat()
      .map((piece) => (typeof piece === 'string' ? piece : piece.code))
      .join(''),
  );
}

function boxes({ columns, rows }: Table): string {
  const table = new CliTable({
    head: columns.map(({ heading }) => printable(heading)),
    style: { head: [], border: [] },
    colAligns: columns.map(({ align }) => align),
  });
  table.push(...rows.map((cells) => cells.map(boxText)));
  return table.toString();
}

function boxText(cell: Cell): string {
  const isList = cell !== null && typeof cell === 'object' && 'each' in cell;
  return isList
    ? cell.each.map((number) => cellText(number).padStart(eachWidth)).join(' ')
    : printable(cellText(cell));
}
