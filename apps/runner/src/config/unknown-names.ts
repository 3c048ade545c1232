import { scenarioNames } from '@exmodel/benchmarks';
import { modelAliases, modelNames } from '@exmodel/models';
import type { Problem } from './config-error';
import type { Place } from './config-sources';
import { quoted } from './excerpt';
import { suggestion } from './nearest';

/** Scenarios, models and strategies that do not exist. The schema reports values of a wrong type. */
export function unknownNames(
  given: Readonly<Record<string, unknown>>,
  strategies: readonly string[],
  place: Place,
): Problem[] {
  const known = {
    scenario: scenarioNames(),
    model: [...modelNames(), ...modelAliases().keys()],
    strategy: strategies,
  };
  const check = (kind: keyof typeof known, name: unknown, path: readonly string[]): Problem[] => {
    if (typeof name !== 'string' || known[kind].includes(name)) return [];
    const expected = `Expected one of ${known[kind].join(', ')}.`;
    return [
      () => ({
        place: place(path),
        text: `unknown ${kind} ${quoted(name)}.${suggestion(name, known[kind])} ${expected}`,
      }),
    ];
  };
  const grid: Readonly<Record<string, unknown>> = isMapping(given.grid) ? given.grid : {};
  const checkAll = (kind: keyof typeof known, names: unknown, path: readonly string[]): Problem[] =>
    Array.isArray(names) ? names.flatMap((name, i) => check(kind, name, [...path, String(i)])) : [];
  return [
    ...check('scenario', given.scenario, ['scenario']),
    ...check('model', given.model, ['model']),
    ...checkAll('model', given.expert_models, ['expert_models']),
    ...checkAll('scenario', grid.scenario, ['grid', 'scenario']),
    ...checkAll('model', grid.model, ['grid', 'model']),
    ...(Array.isArray(grid.expert_models) ? grid.expert_models : []).flatMap((models, i) =>
      checkAll('model', models, ['grid', 'expert_models', String(i)]),
    ),
    ...check('strategy', given.strategy, ['strategy']),
    ...checkAll('strategy', given.strategy, ['strategy']),
    ...Object.keys(isMapping(given.per_strategy) ? given.per_strategy : {}).flatMap((name) =>
      check('strategy', name, ['per_strategy', name]),
    ),
  ];
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
