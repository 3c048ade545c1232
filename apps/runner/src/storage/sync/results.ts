import { posix } from 'node:path';
import { requestName } from '../cancellation';

/** What is copied as a whole from one store to another: a job, or an expert. */
export interface Result {
  readonly kind: 'job' | 'expert';
  /** The key of a job's folder, of an expert's weights. */
  readonly key: string;
  /** Its files. */
  readonly files: readonly string[];
  /** The file that is written last: where it is, the result is finished. */
  readonly seal: string;
  /** Checkpoints of a job that is not finished, the latest last. */
  readonly checkpoints: readonly string[];
}

/** The results among the keys of a store, by key. Orders, locks, cancellations and half-trained experts are none. */
export function resultsAmong(keys: readonly string[]): ReadonlyMap<string, Result> {
  const results = [...jobsAmong(keys), ...expertsAmong(keys)];
  return new Map(results.map((result) => [result.key, result]));
}

function jobsAmong(keys: readonly string[]): Result[] {
  const folders = new Set(
    keys.filter((key) => /^[^.].*\/config\.json$/.test(key)).map((key) => posix.dirname(key)),
  );
  const files = new Map<string, string[]>();
  for (const key of keys) {
    const folder = [...above(key)].find((each) => folders.has(each));
    if (folder !== undefined && !isOfThisMachine(key)) files.set(folder, [...(files.get(folder) ?? []), key]);
  }
  return [...files].map(([key, all]) => {
    const seal = `${key}/metrics.json`;
    const isCheckpoint = (file: string) => file.startsWith(`${key}/checkpoint/`);
    return {
      ...{ kind: 'job', key, seal },
      files: all.filter((file) => !isCheckpoint(file)),
      checkpoints: all.includes(seal) ? [] : all.filter(isCheckpoint).toSorted(),
    };
  });
}

function expertsAmong(keys: readonly string[]): Result[] {
  const weights = keys.filter((key) => /^\.experts\/[^/]+\/model_e\d+\.safetensors$/.test(key));
  const there = new Set(keys);
  return weights.flatMap((key) => {
    const [recipe, seal] = [`${posix.dirname(key)}/recipe.json`, key.replace(/safetensors$/, 'json')];
    if (!there.has(seal)) return [];
    const files = [recipe, key, seal].filter((file) => there.has(file));
    return [{ kind: 'expert', key, files, seal, checkpoints: [] }];
  });
}

/** The folders that a key is in, the innermost first. */
function* above(key: string): Generator<string> {
  for (let folder = posix.dirname(key); folder !== '.'; folder = posix.dirname(folder)) yield folder;
}

/** What processes tell one another: it is no result. */
const isOfThisMachine = (key: string) => key.endsWith('.lock') || posix.basename(key) === requestName;
