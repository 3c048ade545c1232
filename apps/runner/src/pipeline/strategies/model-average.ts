import { averageWeights, type Weights } from '@exmodel/distill';
import { freeBaseline } from './free-baseline';

export const modelAverage = freeBaseline({
  name: 'model_average',
  summary: 'the mean of the experts’ weights',
  create({ experts, createStudent }) {
    const { model, student } = createStudent();
    const learned: Weights[] = [];
    return {
      model,
      async take(index) {
        const expert = experts[index];
        if (expert?.weights !== undefined) learned.push(await expert.weights());
        student.setWeights(averageWeights(learned));
      },
      logits: (images) => student.logits(images),
      dispose: () => void model.dispose(),
    };
  },
});
