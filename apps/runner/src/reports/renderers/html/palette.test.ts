import { describe, expect, it } from 'vitest';
import { contrast, dark, heatColours, heatLevels, light } from './palette';

it('computes WCAG’s ratio: black on white is 21, #767676 on white the least grey of AA', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s page', (_, palette) => {
  it.each(['text', 'muted', 'link'] as const)('has %s that is read on every background (AA: 4.5)', (name) => {
    for (const behind of [palette.background, palette.raised])
      expect(contrast(palette[name], behind)).toBeGreaterThanOrEqual(4.5);
  });

  it('has lines and bars that are seen on both (AA: 3)', () => {
    for (const colour of palette.series)
      for (const behind of [palette.background, palette.raised])
        expect(contrast(colour, behind)).toBeGreaterThanOrEqual(3);
  });

  it('has numbers that are read on every colour of a heat map (AA: 4.5)', () => {
    for (let level = 0; level <= heatLevels; level++) {
      const { fill, ink } = heatColours(palette, level);
      expect(contrast(ink, fill)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

it('has as many colours in the dark as in the light', () => {
  expect(dark.series).toHaveLength(light.series.length);
});
