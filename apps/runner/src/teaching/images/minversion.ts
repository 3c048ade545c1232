import { modelInversion } from '@exmodel/distill';
import type { ExpertImages } from './image-kind';

export const minversion: ExpertImages = {
  from: 'expert',
  name: 'minversion',
  strategy: 'minversion_ed',
  images: 'images made by model inversion',
  remark: 'the expert is certain of them',
  synthesis: modelInversion,
};
