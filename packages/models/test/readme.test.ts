import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

test('the example in README.md is readme-example.ts, and runs', async () => {
  const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await import('./readme-example');
  expect(log).toHaveBeenCalledWith(['lenet', 'simple_mlp', 'simple_cnn', 'resnet']);
  log.mockRestore();
});
