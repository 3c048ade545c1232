import { realData } from './factories/real-data';

export const cumulative = realData({
  name: 'cumulative',
  summary: 'train on the real data of all experiences so far',
  trainedOn: (learned, index) => learned.slice(0, index + 1),
});
