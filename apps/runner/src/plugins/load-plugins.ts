import { statSync } from 'node:fs';
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { registerScenario } from '@exmodel/benchmarks';
import { registerArchitecture } from '@exmodel/models';
import { addedMetricNames } from '../config/metric-names';
import { addedMetrics } from '../reports/selection-metric';
import { addedStrategies } from '../strategies/added-strategies';
import { addedImageKinds } from '../teaching/images/added-image-kinds';
import { addedSinks } from './added-sinks';
import type { PluginPlaces } from './hooks';
import { loadingFault } from './loading-fault';
import type { Plugin } from './plugin';
import { PluginError } from './plugin-error';

/** How to add each part of a plugin. */
const adders: { readonly [Part in keyof Plugin]-?: (added: NonNullable<Plugin[Part]>[number]) => void } = {
  strategies: (strategy) => void addedStrategies.push(strategy),
  imageKinds: (kind) => void addedImageKinds.push(kind),
  scenarios: registerScenario,
  architectures: registerArchitecture,
  metrics(metric) {
    addedMetricNames.push(metric.name);
    addedMetrics.push(metric);
  },
  sinks: (sink) => void addedSinks.push(sink),
};

/**
 * Adds what plugins export to what the command knows. The registries of strategies and image kinds are complete once they are loaded, so
 * this comes first.
 *
 * @param paths absolute
 * @throws PluginError
 */
export async function loadPlugins(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined)
      throw new PluginError(
        path || 'a file without a name',
        'does not exist',
        'Correct the path after --plugin.',
      );
    if (found.isDirectory())
      throw new PluginError(path, 'is a folder', 'Give the file of the plugin: --plugin FOLDER/mine.ts.');
  }
  const plugins = paths.map((path) => pathToFileURL(path).href);
  const places: PluginPlaces = { home: import.meta.url, plugins };
  register('./plugins/hooks.js', { parentURL: import.meta.url, data: places });
  for (const path of paths) addPlugin(path, await read(path));
}

async function read(path: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(path).href)) as { readonly default?: unknown }).default;
  } catch (error) {
    const { reason, advice } = await loadingFault(path, error);
    throw new PluginError(path, `failed when it was loaded: ${reason}`, advice, { cause: error });
  }
}

/**
 * Adds the parts of a plugin.
 *
 * @throws PluginError
 */
export function addPlugin(path: string, plugin: unknown): void {
  const example = 'Write, for example: export default definePlugin({ strategies: [mine] })';
  if (!isObject(plugin)) throw new PluginError(path, 'has no plugin as its default export', example);
  for (const [part, added] of Object.entries(plugin)) {
    const add = Object.hasOwn(adders, part) ? adders[part as keyof Plugin] : undefined;
    if (add === undefined) {
      throw new PluginError(
        path,
        `has a part "${part}" that no plugin has`,
        `Expected some of ${Object.keys(adders).join(', ')}.`,
      );
    }
    if (!Array.isArray(added) || !added.every(isNamed)) {
      throw new PluginError(path, `has "${part}" that is no list of objects, each with a "name"`, example);
    }
    for (const each of added) {
      try {
        (add as (added: unknown) => void)(each);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new PluginError(path, `adds "${each.name}" to ${part}, which fails: ${reason}`, 'Correct it.');
      }
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names are keys in YAML, words on the command line and parts of paths. */
function isNamed(value: unknown): value is { readonly name: string } {
  return (
    isObject(value) && 'name' in value && typeof value.name === 'string' && /^[a-z]\w*$/i.test(value.name)
  );
}
