import { averageWeights, paintImages, type Weights } from '@exmodel/distill';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import { z } from 'zod';
import { studentClassifier } from '../teaching/classifier';
import { proceduralRecipe } from '../teaching/images/procedural-recipe';
import { freeBaseline } from './factories/free-baseline';
import type { StrategyContext } from './strategy';

const keys = {
  reestimate_batch_norm: z
    .boolean()
    .optional()
    .describe(
      '(ours) estimate batch norm’s statistics again, on painted images, instead of averaging those of the experts',
    ),
};

export const modelAverage = freeBaseline({
  name: 'model_average',
  summary: 'the mean of the experts’ weights',
  keys,
  sameArchitecture: true,
  create(context) {
    const { experts, config } = context;
    const { model, student } = context.createStudent();
    const images = config.reestimate_batch_norm === true ? painted(context) : undefined;
    const learned: Weights[] = [];
    return {
      model,
      async take(index) {
        const expert = experts[index];
        if (expert?.weights === undefined) throw new RangeError(`there are no weights of expert ${index}`);
        learned.push(await expert.weights());
        student.setWeights(averageWeights(learned));
        if (images !== undefined) await reestimateBatchNorm(model, images, { batchSize: 100 });
      },
      ...studentClassifier(student),
      dispose: () => void model.dispose(),
    };
  },
});

/** Painted images for the statistics. */
function painted({ benchmark: { shape, normalization }, config }: StrategyContext<typeof keys>) {
  const recipe = proceduralRecipe(shape[2]);
  return paintImages({ recipe, shape, normalization, count: 500, seed: config.seed });
}
