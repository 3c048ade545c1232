import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioNames } from '@exmodel/benchmarks';
import { modelNames } from '@exmodel/models';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { strategies } from '../strategies/registry';
import { experimentTemplate } from './experiment-template';
import { experimentJsonSchema } from './json-schema';
import { loadConfig } from './load-config';

const template = (name: string) => {
  const strategy = strategies.find((each) => each.name === name) ?? (strategies[0] as (typeof strategies)[0]);
  return experimentTemplate({
    scenario: 'split_mnist',
    strategy,
    schema: 'exmodel.schema.json',
    command: 'exmodel run mine.yaml',
  });
};

describe.each(strategies.map(({ name }) => name))('a template for %s', (name) => {
  it('is an experiment with all defaults, as it is and with each default written out', () => {
    const file = join(temporaryFolder(), 'mine.yaml');
    const load = (text: string) => {
      writeFileSync(file, text);
      return loadConfig(file, strategies).config;
    };
    const plain = load(`scenario: split_mnist\nstrategy: ${name}\n`);
    const text = template(name);
    expect(load(text)).toEqual(plain);
    expect(load(text.replaceAll(/^#(\w+: .+)$/gm, '$1'))).toEqual(plain);
  });

  it('explains every key that the strategy reads', () => {
    const { keys } = strategies.find((each) => each.name === name) ?? { keys: {} };
    for (const key of Object.keys(keys)) expect(template(name)).toMatch(new RegExp(`^# .+\n#${key}:`, 'm'));
  });
});

describe('the JSON Schema', () => {
  const { properties, additionalProperties } = experimentJsonSchema(strategies, {
    scenarios: scenarioNames(),
    models: modelNames(),
  }) as {
    properties: Record<string, { enum?: unknown[]; description?: string }>;
    additionalProperties: boolean;
  };

  it('has every key of a template with its description, and no other', () => {
    for (const { name } of strategies) {
      for (const [, key = ''] of template(name).matchAll(/^#?(\w+):/gm)) {
        expect(properties[key]?.description, key).toMatch(/\w/);
      }
    }
    expect(additionalProperties).toBe(false);
  });

  it('knows the names', () => {
    expect(properties.scenario?.enum).toContain('split_mnist');
    expect(properties.model?.enum).toContain('lenet');
    expect(JSON.stringify(properties.strategy)).toContain('"consensus_ed"');
  });
});
