import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';

it('the README shows the example, and what it says is what it prints', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = await readFile(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);

  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./readme-example');
  const lines = log.mock.calls.map(([first, second]) =>
    second === undefined ? first : `${first} [ ${second.join(', ')} ]`,
  );
  expect(readme).toContain(`\`\`\`text\n${lines.join('\n')}\n\`\`\``);
});
