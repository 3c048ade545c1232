import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PackedProject, packedProject, unexpectedFiles } from '../../../test/packed-project';

const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');

/** Code of a user who writes strict TypeScript, with every entry of the package. */
const consumer = `
import '@tensorflow/tfjs-backend-cpu';
import { createModel, type ModelInfo, modelInfo, type StateDict, stateDict } from '@exmodel/models';
import { readNpz } from '@exmodel/models/numpy';
import { openOnnx } from '@exmodel/models/onnx';
import { readPytorch } from '@exmodel/models/pytorch';
import { tfjsHandler } from '@exmodel/models/tfjs';
import { openWeights } from '@exmodel/models/weights';

const info: ModelInfo = modelInfo('masked_resnet');
const model = createModel(info.expert, { inputShape: [32, 32, 3], classes: 10, random: Math.random });
const dict: StateDict = await stateDict(model);
console.log(info.expert, dict.size, ...[readNpz, openOnnx, readPytorch, tfjsHandler, openWeights].map((each) => typeof each));

export function refused() {
  // @ts-expect-error: no random draws
  createModel('lenet', { inputShape: [32, 32, 1], classes: 10 });
  // @ts-expect-error: a promise, not the state dict
  stateDict(model).get('linear.weight');
}
`;

describe('the packed tarball in an empty project', () => {
  let project: PackedProject;
  beforeAll(() => {
    const folder = fileURLToPath(new URL('..', import.meta.url));
    project = packedProject(folder, ['@tensorflow/tfjs-backend-cpu']);
  });
  afterAll(() => project.remove());

  it('holds what is needed and no more', () => {
    expect(project.manifest).not.toMatch(/catalog:|workspace:|@exmodel\/source/);
    expect(unexpectedFiles(project.files)).toEqual([]);
    expect(project.files).toEqual(expect.arrayContaining(['package/README.md', 'package/LICENSE']));
  });

  it('satisfies strict TypeScript, and its entries and the README’s example run', () => {
    expect(project.compile({ 'example.ts': example, 'consumer.ts': consumer })).toBe('');
    expect(project.run('example.js')).toMatch(/'lenet'.*Total params: 61706/s);
    expect(project.run('consumer.js')).toMatch(/^resnet \d+ (function ?){5}$/m);
  });
});
