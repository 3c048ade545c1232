import { proceduralImages } from '@exmodel/distill';
import { proceduralRecipe } from '../teaching/images/procedural-recipe';
import { distillation } from './factories/distillation';

export const proceduralEd = distillation({
  name: 'procedural_ed',
  summary: '(ours) on freshly painted images: the targets of the others here, the images of consensus_ed',
  source: ({ benchmark: { shape, normalization } }) =>
    proceduralImages({ recipe: proceduralRecipe(shape[2]), shape, normalization }),
});
