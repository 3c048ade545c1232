import { printable } from '@exmodel/loggers';
import { describe, expect, it } from 'vitest';
import type { Cell, Report } from '../report';
import type { Renderer } from './renderer';

/** Texts that would break a table, end it, or steer a terminal. */
const hostile = {
  pipes: 'a | b || c',
  backslashes: 'a \\ b \\\\| c\\',
  'line breaks': 'a\nb\r\nc\u2028d',
  'escape sequences': '\u001b[2J\u001b]0;title\u0007\u009b31m',
  'reversed text': '\u202eabc',
  tabs: 'a\tb',
  tags: '<!-- a </td></table> <b>',
  'commas and quotes': `a,"b",'c';d`,
  LaTeX: '\\end{tabular} & % $x_1^2$ # {}',
  backticks: 'a ` b `` c',
  'wide characters': '日本語 ＡＢ 😀',
};

const columns = [
  { heading: 'left', align: 'left' },
  { heading: 'right', align: 'right' },
] as const;
const tableOf = (...rows: Cell[][]): Report => ({ blocks: [{ kind: 'table', columns, rows }] });

/**
 * What holds for every renderer.
 *
 * @param readTable the rows of the one table in its text, the headings first, with all escapes taken back
 */
export function describeRenderer(
  create: () => Renderer,
  readTable: (text: string) => readonly (readonly string[])[],
): void {
  const { name, ending } = create();
  const render = (report: Report) => create().render(report);
  const headings = columns.map(({ heading }) => heading);

  describe(`the renderer ${name}`, () => {
    it.each(Object.entries(hostile))('keeps a cell with %s in its place', (_, text) => {
      const rendered = render(tableOf([text, 'x'], ['y', text]));
      expect(readTable(rendered)).toEqual([headings, [printable(text), 'x'], ['y', printable(text)]]);
    });

    it.each(Object.entries(hostile))(
      'lets no %s steer a terminal or add a line, wherever it stands',
      (_, text) => {
        const report = (text: string): Report => ({
          title: text,
          blocks: [
            { kind: 'heading', text },
            { kind: 'paragraph', text: [text, { code: text }] },
            { kind: 'command', line: text },
            { kind: 'list', items: [text] },
            { kind: 'table', columns: [{ heading: text, align: 'left' }], rows: [[text]] },
          ],
        });
        const rendered = render(report(text));
        expect(rendered.replaceAll('\n', '')).toBe(printable(rendered.replaceAll('\n', '')));
        expect(rendered.split('\n').length).toBe(render(report('x')).split('\n').length);
      },
    );

    it('shows an empty table by its headings', () => {
      expect(readTable(render(tableOf()))).toEqual([headings]);
    });

    it('gives every kind of cell a place', () => {
      const share = { value: 0.5, unit: 'share', interval: 0.01, note: '2 of 3 seeds' } as const;
      const cells: Cell[] = [
        share,
        { value: -0.5, unit: 'difference' },
        { value: 65, unit: 'seconds' },
        { value: 3, unit: 'count' },
        { each: [share, null] },
        { from: share, to: share },
      ];
      const [, ...rows] = readTable(render(tableOf(...cells.map((cell) => ['x', cell]))));
      expect(rows.map(([x]) => x)).toEqual(cells.map(() => 'x'));
      for (const [, text] of rows) expect(text).toMatch(/\d/);
    });

    it('gives the same text for the same report, which it leaves as it was', () => {
      const report = tableOf(['a', { each: [{ value: 1, unit: 'share' }] }]);
      const before = structuredClone(report);
      expect(render(report)).toBe(render(structuredClone(report)));
      expect(report).toEqual(before);
    });

    it(`ends ${ending === undefined ? 'without a newline' : 'with one newline'}`, () => {
      const end = ending === undefined ? /[^\n]$/ : /[^\n]\n$/;
      expect(render(tableOf(['a', 'b']))).toMatch(end);
      expect(render({ title: 'a', blocks: [{ kind: 'paragraph', text: 'b' }] })).toMatch(end);
    });
  });
}
