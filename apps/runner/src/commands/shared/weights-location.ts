import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocationError, type LocationOptions } from '@exmodel/models/weights';
import { fromCallersFolder } from './callers-folder';

/**
 * The location of a weights file: a URL as it is, or a path resolved against the user's folder; of a folder, its `model.json`.
 *
 * @throws LocationError A file:// URL of another machine.
 */
export function weightsLocation(given: string): string {
  if (/^file:\/\//i.test(given)) return inFolder(pathOf(given));
  if (/^[a-z][a-z+.-]+:\/\//i.test(given)) return given;
  return inFolder(fromCallersFolder(given));
}

function inFolder(path: string): string {
  const model = join(path, 'model.json');
  return existsSync(model) ? model : path;
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new LocationError(url, 'this is no file of this machine', 'file:///PATH', 'Give its path.');
  }
}

/**
 * How files are located: those of the Hugging Face Hub are cached in ~/.cache/exmodel/hub. Environment variables are the
 * Hub's own (HF_ENDPOINT, HF_TOKEN) and XDG_CACHE_HOME.
 */
export function locationOptions(env: NodeJS.ProcessEnv = process.env): LocationOptions {
  const cache = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'exmodel', 'hub');
  return {
    hub: {
      cache,
      ...(env.HF_ENDPOINT && { endpoint: env.HF_ENDPOINT }),
      ...(env.HF_TOKEN && { token: env.HF_TOKEN }),
    },
  };
}
