import { dataImpression } from '@exmodel/distill';
import type { ExpertImages } from './image-kind';

export const dimpression: ExpertImages = {
  from: 'expert',
  name: 'dimpression',
  strategy: 'dimpression_ed',
  images: 'data impressions',
  remark: 'the expert’s softmax on them follows the similarity of its classes',
  synthesis: (recipe) => dataImpression({ beta: 1, ...recipe }),
};
