import { createHash } from 'node:crypto';
import { join } from 'node:path';
import '@exmodel/backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import { configDefaults } from '../../test/config-defaults';
import { tiny } from '../../test/tiny-stream';
import type { ExperimentConfig } from '../config/schema';
import { openStream } from '../streams/open-stream';
import { expertRecipe, expertsFolder } from './expert-recipe';

beforeAll(() => setBackend('exmodel-wasm'));

const optionsOf = async (changes: Partial<ExperimentConfig>, backend = 'wasm') => {
  const config = { ...tiny, ...changes };
  const { benchmark, createExpertModel: createModel } = await openStream(config);
  return { config, benchmark, backend, createModel, cache: 'cache' };
};
const folderOf = async (changes: Partial<ExperimentConfig>, backend = 'wasm') =>
  expertsFolder(await optionsOf(changes, backend));

describe('expertsFolder', () => {
  it('is another one for whatever changes the weights', async () => {
    const folders = await Promise.all([
      folderOf({}),
      folderOf({ seed: 1 }),
      folderOf({ scenario: 'joint_mnist' }),
      folderOf({ model: 'simple_mlp' }),
      folderOf({ model: 'simple_mlp', hs: 8 }),
      folderOf({ expert_epochs: 9 }),
      folderOf({ expert_lr: 0.5 }),
      folderOf({ expert_momentum: 0 }),
      folderOf({ expert_weight_decay: 0 }),
      folderOf({ expert_mb_size: 9 }),
      folderOf({}, 'tensorflow'),
      folderOf({ expert_models: ['lenet', 'simple_cnn'] }),
      folderOf({ expert_models: ['simple_cnn', 'lenet'] }),
      folderOf({ expert_initialization: 'own' }),
      folderOf({ expert_initialization: 'own', order_seed: 1 }),
      folderOf({ classes_per_experience: [4, 3, 1, 1, 1] }),
      folderOf({ classes_per_experience: [4, 3, 1, 2] }),
      folderOf({ expert_optimizer: 'adam' }),
      folderOf({ expert_optimizer: 'adamw' }),
      folderOf({ expert_label_smoothing: 0.1 }),
      folderOf({ expert_outputs: 'own' }),
    ]);
    expect(new Set(folders).size).toBe(folders.length);
  });

  it('is the same whatever the student does, and for the multi-task stream of the same experts', async () => {
    const folders = await Promise.all([
      folderOf({}),
      folderOf({ lr: 9, buffer_size: 9, strategy: 'joint', num_iter_per_exp: 9 }),
      folderOf({ scenario: 'mt_mnist' }),
      folderOf({ scenario: 'smnist' }),
      folderOf({ expert_initialization: 'shared' }),
      folderOf({ expert_optimizer: 'sgd', expert_label_smoothing: 0, expert_outputs: 'all' }),
      folderOf({ expert_models: ['lenet'], model: 'simple_cnn' }),
      folderOf({ expert_models: ['lenet', 'lenet'] }),
      folderOf({ classes_per_experience: [2, 2, 2, 2, 2] }),
    ]);
    expect(new Set(folders).size).toBe(1);
  });

  it('is the same for one list of architectures, however it is written', async () => {
    const [short, long] = await Promise.all([
      folderOf({ expert_models: ['lenet', 'simple_cnn'] }),
      folderOf({ expert_models: ['lenet', 'simple_cnn', 'lenet', 'simple_cnn', 'lenet', 'simple_cnn'] }),
    ]);
    expect(long).toBe(short);
  });

  it('is that of earlier versions: no key that was added later changes an old recipe', async () => {
    // As written in November 2026, before expert_schedule, expert_models and expert_initialization.
    const recipe =
      `{"exmodel":"${manifest.version}","version":1,"scenario":"split_mnist","classes":[[5,4],[8,2],[6,9],[1,7],[0,3]],` +
      '"synthetic":true,"seed":1234,"order_seed":1234,"model":"lenet","shape":[32,32,1],"backend":"wasm",' +
      '"expert_epochs":20,"expert_lr":0.01,"expert_momentum":0.9,"expert_weight_decay":0.0005,"expert_mb_size":32}';
    const options = await optionsOf({ ...configDefaults, synthetic: true });
    expect(JSON.stringify(expertRecipe(options))).toBe(recipe);
    const hash = createHash('sha256').update(recipe).digest('hex').slice(0, 16);
    expect(expertsFolder(options)).toBe(join('cache', hash));
    // Such experts of release 0.0.0 are looked for here; its golden value.
    const first = createHash('sha256').update(recipe.replace(manifest.version, '0.0.0')).digest('hex');
    expect(first.slice(0, 16)).toBe('ea4d9f51587e8aea');
  });

  it('distinguishes the streams of nic_core50, and does not change the default one', async () => {
    const recipeOf = async (nic_experiences?: 79 | 196) => {
      const options = await optionsOf({ scenario: 'nic_core50', model: 'simple_mlp', hs: 1 });
      const config = { ...options.config, ...(nic_experiences && { nic_experiences }) };
      return expertRecipe({ ...options, config });
    };
    const [standard, named, other] = await Promise.all([recipeOf(), recipeOf(79), recipeOf(196)]);
    expect(JSON.stringify(named)).toBe(JSON.stringify(standard));
    expect(JSON.stringify(standard)).not.toContain('nic_experiences');
    expect(other).toMatchObject({ nic_experiences: 196 });
  });
});
