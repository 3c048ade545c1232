import { defaultsOf, type Keys, type StrategyKeys } from './keys';
import { configSchema } from './schema';

/** Keys that the file sets, or whose values are mappings that a default does not show. */
const elsewhere: readonly string[] = ['scenario', 'strategy', 'per_strategy', 'grid'];

export interface TemplateOptions {
  readonly scenario: string;
  readonly strategy: StrategyKeys;
  /** File name of the JSON Schema beside it. */
  readonly schema: string;
  /** The command that runs it. */
  readonly command: string;
}

/** A commented YAML for an experiment: its scenario and strategy are set, every other key stands there with its default, as a comment. */
export function experimentTemplate({ scenario, strategy, schema, command }: TemplateOptions): string {
  const shared = Object.entries(configSchema([]).shape).filter(([key]) => !elsewhere.includes(key));
  return `# yaml-language-server: $schema=${schema}
# An experiment of exmodel. Run it with
#   ${command}
# A key behind # has the value that is written there, or as its description says; remove the # to change it.
# Keys marked (added) are not in the code of the paper (arXiv 2112.06511).

scenario: ${scenario}
strategy: ${strategy.name}

# The stream, the experts, the runs
${listed(Object.fromEntries(shared))}
# What ${strategy.name} reads besides
${listed(strategy.keys)}`;
}

function listed(keys: Keys): string {
  const defaults: Readonly<Record<string, unknown>> = defaultsOf(keys);
  return Object.entries(keys)
    .map(([key, { description = '' }]) => {
      const value = defaults[key] === undefined ? '' : ` ${JSON.stringify(defaults[key])}`;
      return `# ${description}\n#${key}:${value}\n`;
    })
    .join('');
}
