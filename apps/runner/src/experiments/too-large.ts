import { bytesText } from '../config/bytes-text';
import { ConfigError, type Problem } from '../config/config-error';
import type { Memory } from '../config/memory';
import type { Bytes, JobSizes, Need } from '../config/need';
import type { PlaceOfKey } from '../config/place-of-key';
import type { JobConfig } from '../config/strategy-config';
import { pointText } from './choose-best';
import { needsOf, sizesOf } from './job-needs';
import type { Series } from './series';

/** What one array of JavaScript can hold at most, in bytes: 2³³ float32 values. */
const largestArray = 4 * 2 ** 33;

/**
 * Refuses sizes that need more memory than there is: `buffer_size`, `hs` and every other key that declares a need
 * (config/need.ts), in each of the jobs that are planned. A need is the least, so what passes may still not fit.
 *
 * @throws ConfigError naming the key, what it needs, what there is, and a value that fits
 */
export function refuseTooLarge(planned: readonly Series[], placeOf: PlaceOfKey, memory: Memory): void {
  const problems = new Map<string, Problem>();
  for (const { name, plain, config, candidates } of planned) {
    const jobs =
      candidates.length > 0
        ? candidates.map((job) => ({ config: job.config, what: ` (${job.name}: ${pointText(job)})` }))
        : [{ config, what: plain ? '' : ` (${name})` }];
    const needs = needsOf(config.strategy);
    for (const { config, what } of jobs) {
      for (const { key, size, text } of tooLarge(config, needs, memory)) {
        const place = placeOf(name, key, size);
        // Once for all points of a grid that share the value.
        const known = `${place} ${key} ${size}`;
        if (!problems.has(known)) problems.set(known, () => ({ place, text: text() + what }));
      }
    }
  }
  if (problems.size > 0) throw new ConfigError([...problems.values()]);
}

function tooLarge(config: JobConfig, needs: ReturnType<typeof needsOf>, memory: Memory) {
  const job = sizesOf(config);
  return needs.flatMap(([key, need]) => {
    const size = job.number(key);
    if (Number.isNaN(size)) return [];
    const short = shortage(need(size, job), memory);
    if (short === undefined) return [];
    const text = () => `"${key}" is ${size}: ${short}. ${advice(size, need, job, memory)}`;
    return [{ key, size, text }];
  });
}

/** What is missing, if anything is. */
function shortage({ held = 0, computed = 0 }: Bytes, { machine, backend }: Memory): string | undefined {
  if (held + computed > machine)
    return `it needs at least ${bytesText(held + computed)} of memory, and there are ${bytesText(machine)}`;
  if (held > largestArray)
    return `it needs an array of ${bytesText(held)}, and JavaScript has up to ${bytesText(largestArray)}`;
  if (backend !== undefined && computed > backend)
    return `it needs at least ${bytesText(computed)} of the backend’s memory, and that has ${bytesText(backend)}`;
  return undefined;
}

/** A value that should fit: with it the least need is a quarter of what there is, at most. */
function advice(size: number, need: Need, job: JobSizes, { machine, backend = machine }: Memory): string {
  const quarter = { machine: machine / 4, backend: backend / 4 };
  for (let fit = 10 ** Math.floor(Math.log10(size)); fit >= 1; fit = Math.floor(fit / 10)) {
    if (fit < size && shortage(need(fit, job), quarter) === undefined)
      return `Lower it, for example to ${fit}.`;
  }
  return 'Choose a smaller model or smaller images.';
}
