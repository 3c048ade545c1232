import { realData } from './factories/real-data';

export const naive = realData({
  name: 'naive',
  summary: 'fine-tune on each experience’s real data in turn: what forgetting looks like',
  trainedOn: (learned, index) => learned.slice(index, index + 1),
});
