import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import type { Block, Cell, Column, Drawing, Table } from '../report';
import { figuresOf } from './figures';
import { heatColours, light } from './html/palette';

const column = (heading: string): Column => ({ heading, align: 'right' });
const share = (value: number): Cell => ({ value, unit: 'share' });
const table = (drawing: Drawing | undefined, caption?: string): Table => ({
  ...{ kind: 'table', columns: ['run', '1', '2'].map(column) },
  ...(drawing !== undefined && { drawing }),
  ...(caption !== undefined && { caption }),
  rows: [
    ['a', share(0.1), share(0.5)],
    ['b', null, share(1)],
  ],
});
const heading = (text: string, level: 2 | 3 = 3): Block => ({ kind: 'heading', text, level });
const figures = (...blocks: Block[]) => figuresOf({ blocks });
const read = (svg: string | undefined) => load(svg ?? '', { xml: true });

describe('the figures of a report', () => {
  it('are named after their scenario and their part, and those of a group after their captions', () => {
    const found = figures(
      heading('split_mnist', 2),
      table('bars', 'Accuracy over the test images'),
      table(undefined, 'Only a table'),
      heading('Accuracy matrix'),
      {
        kind: 'group',
        blocks: [table('heat', 'x/replay_ed'), table('heat', 'X-replay_ed'), heading('no table')],
      },
      heading('Over the stream'),
      table('lines', 'Accuracy'),
      heading('core50', 2),
      table('bars'),
    );
    expect(found.map(({ name }) => name)).toEqual([
      'split_mnist-bars.svg',
      'split_mnist-Accuracy-matrix-x-replay_ed.svg',
      'split_mnist-Accuracy-matrix-X-replay_ed-2.svg',
      'split_mnist-Over-the-stream.svg',
      'core50-bars.svg',
    ]);
  });

  it.each(['../../etc/passwd', '/', '..', 'a\nb\u0000', '<script>', 'CON:*?', 'x'.repeat(4000)])(
    'have names of their own in the folder, whatever a run is called: %j',
    (hostile) => {
      const [figure] = figures(heading(hostile, 2), table('bars', hostile));
      expect(figure?.name).toMatch(/^\w[\w.-]{0,99}\.svg$/);
      const svg = read(figure?.svg);
      expect(svg('script').length).toBe(0);
      expect(svg('text').first().text()).not.toBe('');
    },
  );

  it('stand alone: their colours are those of paper, and their caption is part of them', () => {
    const kinds = ['bars', 'lines', 'phases', 'heat', 'reliability'] as const;
    for (const kind of kinds) {
      const [figure] = figures(table(kind, 'Accuracy of all'));
      expect(figure?.svg).not.toMatch(/var\(|https?:(?!\/\/www\.w3\.org\/2000\/svg")/);
      const svg = read(figure?.svg);
      expect(svg('style').text()).toContain(`.f0 { fill: ${light.series[0]}; }`);
      expect(svg('text').first().text()).toBe('Accuracy of all');
      const [, , width, height] = (svg('svg').attr('viewBox') ?? '').split(' ').map(Number);
      expect([width, height].map(String)).toEqual([svg('svg').attr('width'), svg('svg').attr('height')]);
    }
  });

  it('of coloured cells have the numbers and the colours of the table', () => {
    const svg = read(figures(table('heat', 'a'))[0]?.svg);
    const texts = svg('g text')
      .toArray()
      .map((text) => svg(text).text());
    expect(texts).toEqual(['run', '1', '2', 'a', '10.0', '50.0', 'b', '–', '100.0']);
    const counts: Table = {
      ...table('heat'),
      rows: [['a', { value: 1_234_567, unit: 'count' }, { value: 0, unit: 'count' }]],
    };
    expect(read(figures(counts)[0]?.svg)('g').text()).toContain('1234567');
    const rects = svg('g rect').toArray();
    expect(rects.map(({ attribs }) => attribs.class)).toEqual(['h1', 'h5', 'h10']);
    const { fill, ink } = heatColours(light, 10);
    expect(svg('style').text()).toContain(`rect.h10 { fill: ${fill}; } svg text.i10 { fill: ${ink}; }`);
  });
});
