import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import { loadExperiment } from './load-experiment';

const file = join(temporaryFolder(afterAll), 'small.yaml');
writeFileSync(file, 'strategy: joint\nlogdir: x\n');

const load = (strategy: readonly string[], set: readonly string[] = []) =>
  loadExperiment(file, { set, strategy });

it('--strategy wins over the file and --set', () => {
  expect(load(['gn_ed', 'replay_ed'], ['strategy=joint']).config.strategy).toEqual(['gn_ed', 'replay_ed']);
});

it('what is wrong is at the option that was typed', () => {
  expect(() => load(['gn_ed', 'replay'])).toThrow(
    /^--strategy gn_ed replay: unknown strategy "replay"\. Did you mean "replay_ed"\?/,
  );
  expect(() => load(['gn_ed'], ['name=2024'])).toThrow(
    /^--set name=2024: "name" is 2024: .* Write it in quotes: --set 'name="2024"'\.$/,
  );
});

it('a file behind --strategy is to be written before it', () => {
  expect(() => load(['gn_ed', 'small.yaml'])).toThrow(
    '--strategy gn_ed small.yaml: "small.yaml" is a file, not a strategy. Write the file first: small.yaml --strategy gn_ed',
  );
});
