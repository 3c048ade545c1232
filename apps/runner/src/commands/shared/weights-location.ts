import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LocationOptions } from '@exmodel/models/weights';
import { fromCallersFolder } from './callers-folder';

/** The location of a weights file: a URL as it is, or a path resolved against the user's folder; of a folder, its `model.json`. */
export function weightsLocation(given: string): string {
  if (/^[a-z][a-z+.-]+:\/\//i.test(given)) return given;
  const path = fromCallersFolder(given);
  const model = join(path, 'model.json');
  return existsSync(model) ? model : path;
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
