import { printable } from '@exmodel/loggers';
import { load } from 'cheerio';
import { expect, it } from 'vitest';
import { tableRows } from '../../../test/table-rows';
import { cellText } from '../cell-text';
import type { Cell } from '../report';
import { rendererFor, renderers } from './registry';
import type { Renderer } from './renderer';
import { describeRenderer } from './renderer.conformance';

/** How the table in each format is read back. */
const readers: Readonly<Record<string, (text: string) => string[][]>> = {
  terminal: (text) =>
    linesWith('│', text).map((line) =>
      line
        .slice(1, -1)
        .split('│')
        .map((cell) => cell.trim()),
    ),
  markdown: (text) =>
    tableRows(text)
      .filter((_, i) => i !== 1)
      .map((row) => row.map((cell) => cell.replace(/\\([\\|<])/g, '$1'))),
  latex: (text) =>
    linesWith('', text)
      .filter((line) => line.endsWith(' \\\\'))
      .map((line) => line.slice(0, -3).split(' & ').map(fromLatex)),
  html: (text) => {
    const page = load(text);
    const rows = page('tr').toArray();
    return rows.map((row) =>
      page(row)
        .find('th, td')
        .toArray()
        .map((cell) => page(cell).text()),
    );
  },
};

/** The text that is set. */
function fromLatex(text: string): string {
  const names: Readonly<Record<string, string>> = {
    ...{ textbackslash: '\\', textasciitilde: '~', textasciicircum: '^', textless: '<', textgreater: '>' },
  };
  return text
    .replace(/^\{\}/, '')
    .replace(/\$\\pm\$/g, '±')
    .replace(/--/g, '–')
    .replace(/-\{\}/g, '-')
    .replace(/\\(text\w+)\{\}|\\([&%$#_{}])/g, (_, name, plain) => plain ?? names[name] ?? name);
}

function linesWith(start: string, text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(start));
}

for (const renderer of renderers) {
  const readTable = readers[renderer.name];
  if (readTable === undefined) throw new Error(`add a reader of ${renderer.name} to this test`);
  describeRenderer(() => renderer, readTable);
}

/** What a new format takes: its escapes, and what it does with numbers. CSV keeps tables only, numbers raw. */
const csv: Renderer = {
  name: 'csv',
  ending: '.csv',
  render({ title = '', blocks }) {
    const field = (text: string) => `"${printable(text).replaceAll('"', '""')}"`;
    const raw = (cell: Cell) =>
      cell !== null && typeof cell === 'object' && 'value' in cell ? String(cell.value) : cellText(cell);
    const tables = blocks.flatMap((block) => (block.kind === 'table' ? [block] : []));
    const rows = tables.flatMap(({ columns, rows }) => [columns.map(({ heading }) => heading), ...rows]);
    return [...(tables.length === 0 ? [[title]] : rows)]
      .map((row) => `${row.map(raw).map(field).join()}\n`)
      .join('');
  },
};
describeRenderer(
  () => csv,
  (text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) =>
        [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, field = '']) => field.replaceAll('""', '"')),
      ),
);

it('in LaTeX, an option keeps both of its dashes', () => {
  const text = rendererFor('page.tex').render({ blocks: [{ kind: 'paragraph', text: '--test, 1 – 2' }] });
  expect(text).toContain('-{}-test, 1 -- 2');
});

it('a file is written by the renderer of its ending, and in Markdown where there is none', () => {
  expect(rendererFor('docs/results/page.md').name).toBe('markdown');
  expect(rendererFor('PAGE.MD').name).toBe('markdown');
  expect(rendererFor('page.html').name).toBe('html');
  expect(rendererFor('page').name).toBe('markdown');
  expect(() => rendererFor('page.xls')).toThrow(/page\.xls.*"\.xls".*Expected \.md or \.html or \.tex/);
});
