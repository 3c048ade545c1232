import { expect, it } from 'vitest';
import type { Block } from '../report';
import { markdown } from './markdown';

const page = (...blocks: Block[]) => markdown.render({ blocks });

it('parts blocks by empty lines and ends with one newline', () => {
  const text = markdown.render({
    title: 'Title',
    blocks: [
      { kind: 'paragraph', text: ['see ', { code: 'lr: 1' }] },
      { kind: 'command', line: 'exmodel run' },
      { kind: 'heading', text: 'heading' },
      { kind: 'list', items: ['one', [{ code: 'two' }]] },
    ],
  });
  expect(text).toBe('# Title\n\nsee `lr: 1`\n\n    exmodel run\n\n## heading\n\n- one\n- `two`\n');
});

it('puts code with backticks between more of them', () => {
  expect(page({ kind: 'paragraph', text: [{ code: 'a ``b` c' }] })).toBe('``` a ``b` c ```\n');
});

it('escapes tags, not comparisons, and leaves what only looks like markup', () => {
  expect(page({ kind: 'paragraph', text: 'lr < 0.1 <!-- x --> </table> replay_ed *' })).toBe(
    'lr < 0.1 \\<!-- x --> \\</table> replay_ed *\n',
  );
});
