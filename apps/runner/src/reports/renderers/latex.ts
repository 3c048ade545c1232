import { printable } from '@exmodel/loggers';
import { cellText } from '../cell-text';
import type { Block, Table, Text } from '../report';
import type { Renderer } from './renderer';

/** The beginning of every such file, by which one is known. */
export const latexBeginning = '% exmodel: for \\input in a document with \\usepackage{booktabs}; in UTF-8\n';

/** Sections, paragraphs and tables to be put into a paper by `\input`. A table's numbers are as on the page. */
export const latex: Renderer = {
  name: 'latex',
  ending: '.tex',
  render: ({ title, blocks }) =>
    `${latexBeginning}${[...(title === undefined ? [] : [`\\section*{${line(title)}}`]), ...blocks.map(blockText)].join('\n\n')}\n`,
};

const headings = { 2: 'subsection', 3: 'subsubsection' } as const;

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `\\${headings[block.level ?? 2]}*{${line(block.text)}}`;
    case 'paragraph':
      return spans(block.text);
    case 'command':
      return `\\begin{quote}\\texttt{${line(block.line)}}\\end{quote}`;
    case 'list':
      return `\\begin{itemize}\n${block.items.map((item) => `\\item ${spans(item)}`).join('\n')}\n\\end{itemize}`;
    case 'image':
      return `${line(block.text)}: \\texttt{${line(block.path)}}`;
    case 'sheets':
      return block.sheets.map(({ image }) => blockText(image)).join('\n\n');
    case 'group':
      return block.blocks.map(blockText).join('\n\n');
    case 'table':
      return tableText(block);
    default:
      return block satisfies never;
  }
}

function tableText({ caption, columns, rows }: Table): string {
  const row = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`;
  return [
    '\\begin{table}[htbp]',
    '\\centering',
    ...(caption === undefined ? [] : [`\\caption{${line(caption)}}`]),
    `\\begin{tabular}{${columns.map(({ align }) => (align === 'left' ? 'l' : 'r')).join('')}}`,
    '\\toprule',
    row(columns.map(({ heading }) => line(heading))),
    '\\midrule',
    ...rows.map((cells) => row(cells.map((cell) => line(cellText(cell))))),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
  ].join('\n');
}

function spans(text: Text): string {
  return [text]
    .flat()
    .map((piece) => (typeof piece === 'string' ? line(piece) : `\\texttt{${line(piece.code)}}`))
    .join('');
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '±': '$\\pm$',
  '−': '$-$',
  '–': '--',
  '-': '-{}', // Two of them would be a dash, and `--test` no option.
};

/** Text on one line, in which nothing is a command. `[` after the end of a row would be taken for its distance. */
function line(text: string): string {
  return printable(text)
    .replace(/[\\~^<>±−–]|-(?=-)|[&%$#_{}]/g, (character) => escapes[character] ?? `\\${character}`)
    .replace(/^(?=[[*])/, '{}');
}
