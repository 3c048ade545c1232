import { describe, expect, it } from 'vitest';
import { configDefaults } from '../../test/config-defaults';
import { strategies } from '../strategies/registry';
import { configSchema } from './schema';

const schema = configSchema(strategies);

describe('optional keys of consensus_ed', () => {
  it('are absent unless given, so that jobs of before stay the same', () => {
    const config = schema.parse(configDefaults);
    expect(config).not.toHaveProperty('familiarity');
    expect(config).not.toHaveProperty('consensus_images');
  });

  it.each([
    { familiarity: 0 },
    { familiarity: 2.5 },
    { consensus_images: ['noise'] },
    { consensus_images: ['painted', 'noise', 'minversion', 'dimpression'] },
    { grid: { familiarity: [0, 4], consensus_images: [['painted'], ['noise']] } },
    { per_strategy: { consensus_ed: { familiarity: 1, consensus_images: ['noise'] } } },
  ])('take %j', (keys) => {
    expect(schema.parse({ ...configDefaults, ...keys })).toEqual({ ...configDefaults, ...keys });
  });

  it.each([
    [{ familiarity: -1 }, 'familiarity'],
    [{ familiarity: 'none' }, 'familiarity'],
    [{ consensus_images: [] }, 'consensus_images'],
    [{ consensus_images: 'noise' }, 'consensus_images'],
    [{ consensus_images: ['photographs'] }, 'consensus_images'],
    [{ consensus_images: ['noise', 'noise'] }, 'consensus_images'],
  ])('refuse %j', (keys, key) => {
    const { error } = schema.safeParse({ ...configDefaults, ...keys });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([key]);
  });
});
