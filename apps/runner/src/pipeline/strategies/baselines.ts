import { realData } from './real-data';

export const naive = realData({
  name: 'naive',
  summary: 'fine-tune on each experience’s real data in turn: what forgetting looks like',
  trainingSets: (benchmark, index) => benchmark.experiences.slice(index, index + 1).map(({ train }) => train),
});

export const cumulative = realData({
  name: 'cumulative',
  summary: 'train on the real data of all experiences so far',
  trainingSets: (benchmark, index) => benchmark.experiences.slice(0, index + 1).map(({ train }) => train),
});

export const joint = realData({
  name: 'joint',
  summary: 'train once on all real data: the oracle',
  atOnce: true,
  trainingSets: (benchmark, index) =>
    index === benchmark.experiences.length - 1 ? benchmark.experiences.map(({ train }) => train) : [],
});
