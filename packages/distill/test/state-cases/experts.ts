import '../setup';
import { expertFromLayersModel } from '../../src/adapters/expert-from-layers-model';
import { bands, trainedToyModel } from '../toy';

/** Two experts of the toy problem, two classes each. */
export const experts = [
  [0, 1],
  [2, 3],
].map((classes) => expertFromLayersModel(trainedToyModel(bands(classes, 20), 4, 5), { classes }));
