import { expect, it } from 'vitest';
import { modelInfo } from '../model-info';
import { registerArchitecture } from './registry';
import { simpleMlp } from './simple-mlp';
import { TakenModelNameError } from './taken-model-name-error';

it('refuses a name that an architecture has', () => {
  expect(() => registerArchitecture(simpleMlp)).toThrow(TakenModelNameError);
  expect(() => registerArchitecture(simpleMlp)).toThrow('the name "simple_mlp" was given to an architecture');
});

it('a registered one is known by its name', () => {
  registerArchitecture({ ...simpleMlp, name: 'own_mlp', summary: 'of one’s own' });
  expect(modelInfo('own_mlp')).toMatchObject({ name: 'own_mlp', summary: 'of one’s own' });
});
