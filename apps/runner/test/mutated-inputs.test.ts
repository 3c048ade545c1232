import { afterAll, expect, it } from 'vitest';
import { attack } from './faults/attack';
import { textInputs } from './faults/text-inputs';
import { temporaryFolder } from './temporary-folder';

// `pnpm test:faults` reads 10 000.
it('mutations of YAML and JSON are read or refused in words', async () => {
  expect(await attack(textInputs(temporaryFolder(afterAll)), 300)).toEqual([]);
});
