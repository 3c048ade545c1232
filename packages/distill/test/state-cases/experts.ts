import '../setup';
import { expertFromLayersModel } from '../../src/adapters/expert-from-layers-model';
import type { Expert } from '../../src/expert';
import { bands, publicWeights, trainedToyModel } from '../toy';

/** Two experts of the toy problem, two classes each. */
export const experts = [
  [0, 1],
  [2, 3],
].map((classes) => expertFromLayersModel(trainedToyModel(bands(classes, 20), 4, 5), { classes }));

const origin = await publicWeights();

/** The same, as if they had been fine-tuned from a public network. */
export const tunedExperts = experts.map((expert): Expert => ({ ...expert, initialWeights: origin }));
