import { createHash } from 'node:crypto';
import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import type { Block, Cell, Drawing, Report, Table } from '../report';
import { html } from './html';

const pageOf = (...blocks: Block[]) => load(html.render({ title: 'A page', blocks }));
const share = (value: number, interval?: number): Cell => ({
  ...{ value, unit: 'share' },
  ...(interval !== undefined && { interval }),
});

const table = (drawing: Drawing | undefined, ...rows: Cell[][]): Table => ({
  ...{ kind: 'table', caption: 'Shares', rows },
  ...(drawing !== undefined && { drawing }),
  columns: ['run', '1', '2'].map((heading) => ({ heading, align: 'right' })),
});
const rows: Cell[][] = [
  ['a', share(0.125, 0.01), share(0.5)],
  ['b', null, share(0.75)],
];

describe('a page', () => {
  it('may load nothing and run nothing but its own style', () => {
    const page = pageOf(table('lines', ...rows));
    const policy = page('meta[http-equiv="Content-Security-Policy"]').attr('content');
    const style = createHash('sha256').update(page('style').text()).digest('base64');
    expect(policy).toContain(`default-src 'none'; style-src 'sha256-${style}'; img-src data:;`);
    expect(page('script, link, iframe, object, embed, base, form, [style]').length).toBe(0);
  });

  it('says its language and its title, and has one first heading', () => {
    const page = pageOf({ kind: 'heading', text: 'b' }, { kind: 'heading', text: 'c', level: 3 });
    expect(page('html').attr('lang')).toBe('en');
    expect(page('title').text()).toBe('A page');
    expect(
      page('h1, h2, h3')
        .toArray()
        .map(({ tagName }) => tagName),
    ).toEqual(['h1', 'h2', 'h3']);
  });

  it('shows an image with its size and its text', () => {
    const image = {
      kind: 'image',
      png: Uint8Array.of(1, 2),
      width: 3,
      height: 4,
      text: 'digits',
      path: 'x.png',
    } as const;
    expect(pageOf(image)('figure img').attr()).toEqual({
      ...{ src: 'data:image/png;base64,AQI=', alt: 'digits', width: '3', height: '4' },
    });
  });
});

describe('a table', () => {
  it('has a caption, scopes, and numbers that programs can read beside those for people', () => {
    const page = pageOf(table(undefined, ...rows));
    expect(page('caption').text()).toBe('Shares');
    expect(page('thead th[scope=col]').length).toBe(3);
    expect(page('tbody th[scope=row]').text()).toBe('ab');
    expect(
      page('tbody td')
        .toArray()
        .map((cell) => page(cell).text()),
    ).toEqual(['12.5 ± 1.0', '50.0', '–', '75.0']);
    expect(
      page('data')
        .toArray()
        .map(({ attribs }) => attribs.value),
    ).toEqual(['0.125', '0.5', '0.75']);
  });

  it.each(['lines', 'bars', 'phases', 'heat'] as const)(
    'drawn as %s is still there with all its numbers',
    (drawing) => {
      const page = pageOf(table(drawing, ...rows));
      expect(page('table td').text()).toBe('12.5 ± 1.050.0–75.0');
    },
  );

  it('whose cells are coloured has the level of each: of shares the value, of counts the share of the row', () => {
    const count = (value: number): Cell => ({ value, unit: 'count' });
    const page = pageOf(
      table('heat', ['a', share(0.5), null], ['b', count(3), count(1)], ['c', count(0), count(0)]),
    );
    expect(
      page('td')
        .toArray()
        .map(({ attribs }) => attribs.class),
    ).toEqual([...['h5', undefined, 'h8', 'h3', 'h0', 'h0']]);
  });
});

describe('a drawing', () => {
  const drawn = (drawing: Drawing, ...rows: Cell[][]) => pageOf(table(drawing, ...rows));
  const textsOf = (page: ReturnType<typeof load>, svg: string) =>
    page(`svg.${svg} text`)
      .toArray()
      .map((text) => page(text).text());

  it('is an image with a text, in two widths, and no text that a style could hide', () => {
    const page = drawn('bars', ...rows);
    expect(page('svg[role=img][aria-label]').length).toBe(2);
    expect(textsOf(page, 'wide')).toEqual(textsOf(page, 'narrow'));
  });

  it('of bars names every row with its number, and draws its interval', () => {
    const page = drawn('bars', ['a', share(0.5, 0.25), null], ['b', 'diverged', null]);
    expect(textsOf(page, 'wide')).toEqual(['a', '50.0 ± 25.0', 'b', 'diverged']);
    expect(page('svg.wide rect.f0').attr('width')).toBe('317'); // half of 640 − 6
    expect(page('svg.wide path.whisker').attr('d')).toMatch(/^M158\.5 \d+V\d+M475\.5 /);
  });

  it('of lines goes through what was measured, and names each at its end', () => {
    const page = drawn('lines', ...rows);
    expect(
      page('svg.wide .series')
        .toArray()
        .map(({ attribs }) => attribs.d),
    ).toEqual([
      expect.stringMatching(/^M42 \S+L432 137$/), // 0.5: in the middle of 12 and 262
      expect.stringMatching(/^M432 74\.5$/),
    ]);
    expect(textsOf(page, 'wide').slice(-2)).toEqual(['b', 'a']); // From top to bottom.
  });

  it('of lines says where not all rows have one', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => [`row ${i}`, share(0.5), share(1)]);
    expect(drawn('lines', ...many(8))('figure').text()).not.toContain('are drawn');
    expect(drawn('lines', ...many(9))('figure').text()).toContain('The first 8 of 9 rows are drawn.');
  });

  it('of lines moves names apart that would cover one another', () => {
    const page = drawn('lines', ...['a', 'b', 'c'].map((name) => [name, share(0), share(0)]));
    const heights = page('svg.wide text')
      .toArray()
      .map(({ attribs }) => Number(attribs.y))
      .slice(-3);
    expect((heights[1] ?? 0) - (heights[0] ?? 0)).toBeGreaterThanOrEqual(16);
    expect((heights[2] ?? 0) - (heights[1] ?? 0)).toBeGreaterThanOrEqual(16);
  });

  it('of phases is as long as the time, and has a legend', () => {
    const seconds = (value: number): Cell => ({ value, unit: 'seconds' });
    const page = pageOf({
      ...{ kind: 'table', caption: 'Time', drawing: 'phases' },
      columns: ['run', 'learn', 'test', 'total'].map((heading) => ({ heading, align: 'right' })),
      rows: [
        ['a', seconds(30), seconds(10), seconds(40)],
        ['b', seconds(0), seconds(20), seconds(20)],
      ],
    });
    const widths = page('svg.wide rect')
      .toArray()
      .map(({ attribs }) => Number(attribs.width));
    expect(widths).toEqual([480, 160, 320]);
    expect(textsOf(page, 'wide').slice(0, 2)).toEqual(['learn', 'test']);
    expect(page('svg.wide circle').length).toBe(2);
  });

  it.each(['lines', 'bars', 'phases'] as const)(
    'of %s bears tables without rows and without numbers',
    (drawing) => {
      for (const page of [drawn(drawing), drawn(drawing, ['a', null, null])])
        expect(page.html()).not.toMatch(/NaN|Infinity|undefined/);
    },
  );
});

describe('hostile text', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'</style></svg>\u202e&lt;${'x'.repeat(4000)}`;
  const everywhere: Report = {
    title: hostile,
    blocks: [
      { kind: 'heading', text: hostile },
      { kind: 'paragraph', text: [hostile, { code: hostile }] },
      { kind: 'command', line: hostile },
      { kind: 'list', items: [hostile] },
      { kind: 'image', png: Uint8Array.of(1), width: 1, height: 1, text: hostile, path: hostile },
      ...(['lines', 'bars', 'phases', 'heat'] as const).map(
        (drawing): Block => ({
          ...{ kind: 'table', caption: hostile, drawing },
          columns: [hostile, hostile, hostile].map((heading) => ({ heading, align: 'left' })),
          rows: [[hostile, share(0.5), hostile]],
        }),
      ),
    ],
  };

  it('stays text, wherever it stands', () => {
    const page = load(html.render(everywhere));
    expect(page('script').length).toBe(0);
    expect(page('img').length).toBe(1);
    const handlers = page('*')
      .toArray()
      .flatMap((element) => Object.keys(page(element).attr() ?? {}).filter((name) => name.startsWith('on')));
    expect(handlers).toEqual([]);
    expect(page('h1').text()).toBe(hostile.replace('\u202e', '\\u202e'));
  });
});
