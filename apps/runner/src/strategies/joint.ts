import { realData } from './factories/real-data';

export const joint = realData({
  name: 'joint',
  summary: 'train once, at the end of the stream, on all real data: what all data together make possible',
  atOnce: true,
  trainedOn: (learned, index) => (index === learned.length - 1 ? learned : []),
});
