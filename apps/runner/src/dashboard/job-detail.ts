import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../storage/read-json';
import type { JobDetail, JobMetrics, JobSummary } from './api';
import type { JobFolder } from './find-job-folders';
import { mostJson } from './job-summary';
import { readInside } from './read-inside';

const share = z.number().nullable();
const metricsSchema = z.object({
  accuracyMatrix: z.array(z.array(share)),
  accuracy: share,
  averageForgetting: share,
  backwardTransfer: share,
});
const configSchema = z.record(z.string(), z.unknown());

/** Everything about one job but its curves. */
export function jobDetail(summary: JobSummary, { root, path }: JobFolder): JobDetail {
  const read = <S extends z.ZodType>(name: string, schema: S): z.output<S> | null => {
    const result = readJson(readInside(root, path, name, mostJson)?.toString('utf8') ?? '', schema);
    return 'value' in result ? result.value : null;
  };
  const metrics: JobMetrics | null = read('metrics.json', metricsSchema);
  const images = imagesIn(path);
  const imagesVersion = images.map((name) => changeTime(join(path, name))).join('-');
  return { summary, config: read('config.json', configSchema), metrics, images, imagesVersion };
}

/** The names of the pictures in a job's folder. */
export function imagesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.png'))
      .map(({ name }) => name)
      .toSorted();
  } catch {
    return [];
  }
}

function changeTime(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
