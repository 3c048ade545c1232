import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the shipped YAML files. */
export const configs = fileURLToPath(new URL('../../../configs', import.meta.url));

const paths = readdirSync(configs, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.yaml'),
);
const isStudy = (path: string) => /^variants:/m.test(readFileSync(join(configs, path), 'utf8'));

/** Experiments, below {@link configs}. */
export const shippedExperiments = paths.filter((path) => !isStudy(path));

/** Studies, below {@link configs}. */
export const shippedStudies = paths.filter(isStudy);
