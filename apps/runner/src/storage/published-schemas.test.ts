import { eventJson, type StampedEvent } from '@exmodel/loggers';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { divergedMetrics, someMetrics } from '../../test/metrics';
import { publishedSchemas } from './published-schemas';

const schemas = publishedSchemas();
const ajv = new Ajv({ validateFormats: false });
const refused = (name: string, value: unknown) => {
  const validate = ajv.compile(schemas[name] ?? false);
  return validate(value) ? [] : validate.errors;
};

it.each(Object.keys(schemas))(
  'schemas/%s is what this version writes (vitest -u writes it)',
  async (name) => {
    const text = `${JSON.stringify(schemas[name], null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../schemas/${name}`);
  },
);

it('metrics.json follows its schema, also of a run that diverged', () => {
  for (const metrics of [someMetrics(), someMetrics({ stateBytes: 5 }), divergedMetrics()])
    expect(refused('metrics.schema.json', JSON.parse(JSON.stringify(metrics)))).toEqual([]);
  const wrong = refused('metrics.schema.json', { ...someMetrics(), accuracy: 85 });
  expect(wrong?.map(({ instancePath }) => instancePath)).toContain('/accuracy');
});

const time = '2026-11-23T05:42:33.120Z';
/** One of each kind: the compiler refuses a list that lacks one, or a field that is no more. */
const events: { readonly [Type in StampedEvent['type']]: Extract<StampedEvent, { type: Type }> } = {
  run: { type: 'run', time, name: 'x', jobs: ['a', 'b'], backend: 'wasm', seed: -1, config: { lr: 0.1 } },
  job: { type: 'job', time, job: 'a', state: 'failed', detail: 'why' },
  progress: {
    ...{ type: 'progress', time, phase: 'a', detail: 'distillation 1/2', done: 1, total: 5 },
    ...{ work: { done: 0.5, total: 7 }, values: { loss: Number.POSITIVE_INFINITY } },
    curve: { name: 'distillation/experience0', step: 1 },
  },
  metric: { type: 'metric', time, job: 'a', experience: 0, step: 5, name: 'accuracy', value: Number.NaN },
  histogram: {
    ...{ type: 'histogram', time, job: 'a', experience: 0, name: 'weights/fc' },
    ...{ min: -1, max: 3, counts: [3, 0, 5], sum: 9, sumOfSquares: 20.5 },
  },
  image: { type: 'image', time, job: 'a', experience: 0, name: 'samples', path: 'samples.png' },
  message: { type: 'message', time, level: 'warning', text: 'look' },
  end: { type: 'end', time, state: 'finished' },
};

it.each(Object.values(events))('a line with an event of type $type follows its schema', (event) => {
  const line = JSON.parse(eventJson(event));
  expect(refused('event.schema.json', line)).toEqual([]);
  expect(refused('event.schema.json', { ...line, more: 1 })).not.toEqual([]);
});
