import { modelInversion } from '@exmodel/distill';
import { defineExpertImages } from './image-kind';

export const minversion = defineExpertImages({
  from: 'expert',
  name: 'minversion',
  strategy: 'minversion_ed',
  images: 'images made by model inversion',
  remark: 'the expert is certain of them',
  keys: {},
  synthesis: modelInversion,
});
