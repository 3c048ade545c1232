import { realData } from './real-data';

export const naive = realData({
  name: 'naive',
  summary: 'fine-tune on each experience’s real data in turn: what forgetting looks like',
  trainedOn: ({ experiences }, index) => experiences.slice(index, index + 1),
});

export const cumulative = realData({
  name: 'cumulative',
  summary: 'train on the real data of all experiences so far',
  trainedOn: ({ experiences }, index) => experiences.slice(0, index + 1),
});

export const joint = realData({
  name: 'joint',
  summary: 'train once on all real data: the oracle',
  atOnce: true,
  trainedOn: ({ experiences }, index) => (index === experiences.length - 1 ? experiences : []),
});
