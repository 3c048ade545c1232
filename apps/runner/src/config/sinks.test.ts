import { expect, test } from 'vitest';
import { sinkPlace } from './sinks';

test.each([
  ['mlflow=http://127.0.0.1:5000', { name: 'mlflow', place: 'http://127.0.0.1:5000' }],
  ['mlflow=https://example.org/a=b', { name: 'mlflow', place: 'https://example.org/a=b' }],
  ['wandb=my-project', { name: 'wandb', place: 'my-project' }],
  ['mlflow', undefined],
  ['mlflow=5000', undefined],
  ['mlflow=file:///etc', undefined],
  ['wandb=../x', undefined],
  ['wandb=', undefined],
  ['aim=x', undefined],
])('%s', (text, place) => {
  expect(sinkPlace(text)).toEqual(place);
});
