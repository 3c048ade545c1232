import { scenarioNames } from '@exmodel/benchmarks';
import { modelNames } from '@exmodel/models';
import { backendNames } from '../backend';
import { configDefaults, configSchema } from '../config/schema';
import { strategies } from '../pipeline/strategies/registry';

/** `exmodel list`: every name that a configuration may use; with `keys`, every key. */
export function list({ keys = false }: { keys?: boolean }): void {
  if (keys) {
    const defaults: Record<string, unknown> = configDefaults;
    for (const [key, field] of Object.entries(configSchema.shape)) {
      const value = defaults[key] === undefined ? '' : `[${JSON.stringify(defaults[key])}] `;
      console.log(`${key.padEnd(20)} ${value}${field.description ?? ''}`);
    }
    return;
  }
  console.log('strategies');
  for (const { name, summary } of strategies) console.log(`  ${name.padEnd(18)} ${summary}`);
  console.log(`scenarios\n  ${scenarioNames().join('  ')}`);
  console.log(`models\n  ${modelNames().join('  ')}`);
  console.log(`backends (--backend)\n  ${backendNames.join('  ')}`);
}
