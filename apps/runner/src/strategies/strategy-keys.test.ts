import '@exmodel/backend-wasm';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setBackend, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../test/temporary-folder';
import { defaultsOf, givenValue } from '../config/keys';
import { loadConfig } from '../config/load-config';
import { configSchema, sharedKeys } from '../config/schema';
import { strategyConfig } from '../config/strategy-config';
import { strategies } from './registry';
import { defineStrategy, type StrategyContext } from './strategy';

beforeAll(() => setBackend('exmodel-wasm'));

const shared = Object.entries(configSchema([]).shape).map(([key, field]) => ({
  strategy: 'all',
  key,
  field,
}));
const declared = strategies.flatMap(({ name, keys }) =>
  Object.entries(keys).map(([key, field]) => ({ strategy: name, key, field })),
);

describe.each([...shared, ...declared])('$key of $strategy', ({ key, field }) => {
  it('has a description, and a default that it may have, or says what holds without it', () => {
    expect(field.description).toMatch(/\S{2}/);
    const value: unknown = defaultsOf({ [key]: field })[key];
    if (value === undefined) expect(field.safeParse(undefined).success).toBe(true);
    else expect(givenValue(field).safeParse(value)).toEqual({ success: true, data: value });
  });
});

describe('the keys of strategies', () => {
  it('are one declaration where several have the same name, and none of the shared ones', () => {
    for (const { key, field } of declared) {
      expect(sharedKeys).not.toContain(key);
      for (const other of declared.filter((each) => each.key === key)) expect(other.field).toBe(field);
    }
  });

  it('are those that others are replaced by, and not those that are ignored', () => {
    const all = [...sharedKeys, ...declared.map(({ key }) => key)];
    for (const { keys, insteadOf = {}, ignoredKeys = [] } of strategies) {
      for (const [other, own] of Object.entries(insteadOf)) {
        expect(all).toContain(other);
        expect([...Object.keys(keys), ...sharedKeys]).toContain(own);
        expect(keys).not.toHaveProperty(other);
      }
      for (const key of ignoredKeys) {
        expect(all).toContain(key);
        expect(keys).not.toHaveProperty(key);
      }
    }
  });
});

/** A strategy with a key of its own: this, and its place in the list, is all that it takes. */
const constant = defineStrategy({
  name: 'constant',
  summary: 'the same class for every image',
  keys: { constant_class: z.int().min(0).default(3).describe('the class that every image is given') },
  work: () => 0,
  async create({ config, benchmark }) {
    const scores = Array.from({ length: benchmark.classCount }, (_, i) =>
      Number(i === config.constant_class),
    );
    return {
      async *learn() {},
      state: async () => null,
      logits: ({ shape: [count] }) => tensor2d(Array.from({ length: count }, () => scores)),
      dispose() {},
    };
  },
});
const withToy = [...strategies, constant];

describe('a strategy with a key of its own', () => {
  const load = (text: string, assignments: readonly string[] = []) => {
    const path = join(temporaryFolder(), 'toy.yaml');
    writeFileSync(path, text);
    return loadConfig(path, withToy, assignments).config;
  };

  it('reads it typed, from the YAML or its default', async () => {
    const classOf = async (text: string) => {
      const config = strategyConfig(load(text), 'constant');
      const context = { config, benchmark: { classCount: 5 }, experts: [] } as unknown as StrategyContext;
      const strategy = await constant.create(context);
      const images = { shape: [1, 2, 2, 1] } as Parameters<typeof strategy.logits>[0];
      const scores = await strategy.logits(images).data();
      return scores.indexOf(1);
    };
    expect(await classOf('strategy: constant\n')).toBe(3);
    expect(await classOf('strategy: constant\nconstant_class: 1\n')).toBe(1);
    expect(
      await classOf('strategy: [constant, gn_ed]\nper_strategy: {constant: {constant_class: 4}}\n'),
    ).toBe(4);
  });

  it('has it checked and suggested like any other', () => {
    expect(() => load('strategy: constant\nconstant_class: -1\n')).toThrow(
      /toy\.yaml:2: "constant_class" is -1/,
    );
    expect(() => load('strategy: constant\nconstant_clas: 1\n')).toThrow(/Did you mean "constant_class"\?/);
    expect(() => load('strategy: gn_ed\n', ['constant_class=1'])).toThrow(
      /"constant_class" is not read by gn_ed/,
    );
    expect(load('strategy: constant\ngrid: {constant_class: [1, 2]}\n').grid).toEqual({
      constant_class: [1, 2],
    });
  });
});
