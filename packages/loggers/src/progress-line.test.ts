import { fc, test as property } from '@fast-check/vitest';
import pc from 'picocolors';
import { expect, test } from 'vitest';
import { displayWidth } from './display-width';
import { plainProgressLine, progressBar, progressLine } from './progress-line';
import type { Progress } from './run-event';

const colors = pc.createColors(false);
const progress: Progress = {
  type: 'progress',
  phase: 'experts',
  detail: 'epoch 1/1',
  done: 3,
  total: 5,
  work: { done: 62, total: 100 },
  values: { loss: 0.043 },
};
const view = { progress, left: 72_000 };

test.each([
  [100, 'experts 3/5 · epoch 1/1 ━━━━━━━━━━━━━━╺───────── 62 % · loss 0.043 · 1:12 left'],
  [75, 'experts 3/5 · epoch 1/1 ━━━━━━━╺──── 62 % · loss 0.043 · 1:12 left'],
  [60, 'experts 3/5 · epoch 1/1 ━━━╺── 62 % · loss 0.043 · 1:12 left'],
  [56, 'experts 3/5 · epoch 1/1 · 62 % · loss 0.043 · 1:12 left'],
  [50, 'experts 3/5 · epoch 1/1 · 62 % · 1:12 left'],
  [40, 'experts 3/5 · 62 % · 1:12 left'],
  [20, 'experts 3/5 · 62 % …'],
  [1, '…'],
  [0, ''],
])('in %i columns what, how far and how long still go last', (columns, line) => {
  expect(progressLine(view, { columns, colors })).toBe(line);
});

test('without work the bar is the phase’s; without a total there is none', () => {
  const { work: _, ...phaseOnly } = progress;
  expect(plainProgressLine({ progress: phaseOnly, left: undefined })).toBe(
    'experts 3/5 · epoch 1/1 · 60 % · loss 0.043',
  );
  const endless = { ...phaseOnly, detail: '', total: 0, values: {} };
  expect(progressLine({ progress: endless, left: undefined }, { columns: 80, colors })).toBe('experts');
});

test('100 % is shown at the end only', () => {
  const at = (done: number) =>
    plainProgressLine({ progress: { ...progress, work: { done, total: 1000 } }, left: 0 });
  expect(at(999.9)).toMatch('99 %');
  expect(at(1000)).toMatch('100 %');
  expect(at(1200)).toMatch('100 %');
});

test('colours change no character', () => {
  const colored = progressLine(view, { columns: 100, colors: pc.createColors(true) });
  expect(colored).toContain('\u001b[36m━');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(progressLine(view, { columns: 100, colors }));
});

const anyNumber = fc.oneof(fc.double(), fc.integer({ min: -10, max: 100 }));
property.prop([
  fc.record({
    phase: fc.string({ unit: 'binary', maxLength: 30 }),
    detail: fc.string({ unit: 'binary', maxLength: 60 }),
    done: anyNumber,
    total: anyNumber,
    work: fc.record({ done: anyNumber, total: anyNumber }),
    values: fc.dictionary(fc.string(), anyNumber, { maxKeys: 5 }),
  }),
  fc.integer({ min: 0, max: 120 }),
  fc.option(anyNumber, { nil: undefined }),
])('any state fits any terminal, on one line', (state, columns, left) => {
  const line = progressLine({ progress: { type: 'progress', ...state }, left }, { columns, colors });
  expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

property.prop([fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 50 })])(
  'a bar has as many cells as asked for and fills only when all is done',
  (fraction, cells) => {
    const bar = progressBar(fraction, cells, colors);
    expect([...bar]).toHaveLength(cells);
    expect(bar === '━'.repeat(cells)).toBe(fraction === 1);
  },
);
