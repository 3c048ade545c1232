import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { metricNames } from '../config/metric-names';
import { selectionMetric } from './selection-metric';

describe('selectionMetric', () => {
  it.each([
    ['accuracy', 'accuracy', 'higher', 0.85],
    ['averageForgetting', 'averageForgetting', 'lower', 0.05],
    ['backwardTransfer', 'backwardTransfer', 'higher', -0.05],
    ['accuracy/experience1', 'accuracy/experience1', 'higher', 0.8],
    ['Top1_Acc_Stream/eval_phase/test_stream/Task000', 'accuracy', 'higher', 0.85],
    ['Top1_Acc_Stream/eval_phase/train_stream/Task000', 'accuracy', 'higher', 0.85],
    ['Top1_Acc_Exp/eval_phase/test_stream/Task000/Exp001', 'accuracy/experience1', 'higher', 0.8],
    ['StreamForgetting/eval_phase/test_stream', 'averageForgetting', 'lower', 0.05],
  ])('%s is %s, the %s the better', (given, name, better, value) => {
    const metric = selectionMetric(given);
    expect(metric).toMatchObject({ name, better });
    expect(metric?.value(someMetrics())).toBe(value);
  });

  it.each([
    'accurracy',
    'accuracy/experience',
    'Loss_Stream/eval_phase/test_stream/Task000',
    'times',
    'toString',
    '',
  ])('knows no "%s"', (name) => {
    expect(selectionMetric(name)).toBeUndefined();
  });

  it('has no value where nothing was measured', () => {
    const nothing = someMetrics({ accuracy: null, accuracyMatrix: [[0.5, null]] });
    for (const name of ['accuracy', 'accuracy/experience1', 'accuracy/experience7'])
      expect(selectionMetric(name)?.value(nothing)).toBeUndefined();
    expect(selectionMetric('accuracy')?.value(someMetrics({ accuracy: Number.NaN }))).toBeUndefined();
  });

  it('lists names that it knows', () => {
    for (const name of metricNames()) expect(selectionMetric(name)?.name).toBe(name);
  });
});
