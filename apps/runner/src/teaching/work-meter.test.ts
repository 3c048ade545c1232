import { expect, it } from 'vitest';
import { WorkMeter } from './work-meter';

function planned(work: number, parts?: number): WorkMeter {
  const meter = new WorkMeter(parts);
  meter.plan(work);
  return meter;
}

it('adds up what is done', () => {
  const meter = planned(10);
  expect(meter.add(2)).toEqual({ work: { done: 2, total: 10 } });
  expect(meter.add(3)).toEqual({ work: { done: 5, total: 10 } });
});

it('takes out what needs not be done', () => {
  const meter = planned(10);
  meter.drop(6);
  expect(meter.add(1)).toEqual({ work: { done: 1, total: 4 } });
});

it('never passes its end: what nobody planned moves the end', () => {
  const meter = planned(2);
  expect(meter.add(3)).toEqual({ work: { done: 3, total: 3 } });
  expect(meter.add(0)).toEqual({ work: { done: 3, total: 3 } });
});

it('takes the parts that are still to be planned to be as long as the last', () => {
  const meter = planned(10, 3);
  expect(meter.add(10)).toEqual({ work: { done: 10, total: 30 } });
  meter.plan(4);
  expect(meter.add(4)).toEqual({ work: { done: 14, total: 18 } });
  meter.plan(6);
  expect(meter.add(6)).toEqual({ work: { done: 20, total: 20 } });
});
