import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder';
import { attack } from './attack';
import { textInputs } from './text-inputs';

it('10 000 mutations of YAML and JSON are read or refused, each in a second and 300 MB', async () => {
  const failures = await attack(textInputs(temporaryFolder(afterAll)), 10_000, {
    processorTime: 1000,
    memory: 300e6,
  });
  expect(failures).toEqual([]);
}, 900_000);
