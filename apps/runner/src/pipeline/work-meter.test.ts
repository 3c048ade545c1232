import { expect, it } from 'vitest';
import { WorkMeter } from './work-meter';

it('adds up what is done', () => {
  const meter = new WorkMeter(10);
  expect(meter.add(2)).toEqual({ work: { done: 2, total: 10 } });
  expect(meter.add(3)).toEqual({ work: { done: 5, total: 10 } });
});

it('takes out what needs not be done', () => {
  const meter = new WorkMeter(10);
  meter.drop(6);
  expect(meter.add(1)).toEqual({ work: { done: 1, total: 4 } });
});

it('never passes its end: what nobody planned moves the end', () => {
  const meter = new WorkMeter(2);
  expect(meter.add(3)).toEqual({ work: { done: 3, total: 3 } });
  expect(meter.add(0)).toEqual({ work: { done: 3, total: 3 } });
});
