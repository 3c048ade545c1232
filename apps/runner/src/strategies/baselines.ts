import { realData } from './factories/real-data';

export const naive = realData({
  name: 'naive',
  summary: 'fine-tune on each experience’s real data in turn: what forgetting looks like',
  trainedOn: (learned, index) => learned.slice(index, index + 1),
});

export const cumulative = realData({
  name: 'cumulative',
  summary: 'train on the real data of all experiences so far',
  trainedOn: (learned, index) => learned.slice(0, index + 1),
});

export const joint = realData({
  name: 'joint',
  summary: 'train once on all real data: the oracle',
  atOnce: true,
  trainedOn: (learned, index) => (index === learned.length - 1 ? learned : []),
});
