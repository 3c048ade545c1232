import { expect, it } from 'vitest';
import { terminal } from './terminal';

it('shows tables in boxes and everything else line by line, without a newline in the end', () => {
  const text = terminal.render({
    title: 'Title',
    blocks: [
      { kind: 'heading', text: 'heading' },
      { kind: 'paragraph', text: ['see ', { code: 'lr: 1' }] },
      { kind: 'command', line: 'exmodel run' },
      { kind: 'list', items: ['one', 'two'] },
      {
        kind: 'table',
        columns: [
          { heading: 'left', align: 'left' },
          { heading: 'right', align: 'right' },
        ],
        rows: [
          [{ each: [{ value: 0.9, unit: 'share' }, { value: 1, unit: 'share' }, null] }, '1'],
          ['日本', null],
        ],
      },
    ],
  });
  expect(text.split('\n')).toEqual([
    'Title',
    'heading',
    'see lr: 1',
    '    exmodel run',
    '- one',
    '- two',
    '┌───────────────────┬───────┐',
    '│ left              │ right │',
    '├───────────────────┼───────┤',
    '│  90.0 100.0     – │     1 │',
    '├───────────────────┼───────┤',
    '│ 日本              │     – │',
    '└───────────────────┴───────┘',
  ]);
});
