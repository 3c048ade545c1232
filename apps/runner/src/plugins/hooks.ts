import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { stripTypes } from './strip-types';

/**
 * How modules of plugins are found and read; Node calls these in a thread of its own (`module.register`). The packages that a plugin shares
 * with the command are the command's own, wherever the plugin lies: a second copy of TensorFlow.js would know nothing of the first.
 */
const shared = /^(@exmodel\/.|(@tensorflow\/tfjs-(core|layers)|zod)($|\/))/;

export interface PluginPlaces {
  /** A module of the command. */
  readonly home: string;
  /** The plugins, as URLs. */
  readonly plugins: readonly string[];
}

let home: string;
/** The modules of plugins: those named, and what they import by a relative path. */
const own = new Set<string>();

export const initialize: InitializeHook<PluginPlaces> = (places) => {
  home = places.home;
  for (const url of places.plugins) own.add(url);
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  if (context.parentURL === undefined || !own.has(context.parentURL)) return next(specifier, context);
  if (shared.test(specifier)) return next(specifier, { ...context, parentURL: home });
  const found = await next(specifier, context);
  if (/^\.\.?\//.test(specifier)) own.add(found.url);
  return found;
};

export const load: LoadHook = async (url, context, next) => {
  if (!own.has(url) || !/\.m?ts$/.test(url)) return next(url, context);
  return { format: 'module', source: await stripTypes(fileURLToPath(url)), shortCircuit: true };
};
