import { configSchema, type ExperimentConfig } from '../src/config/schema';
import { strategies } from '../src/strategies/registry';

/** The defaults of an experiment: the keys of the experiment and those of all strategies. */
export const configDefaults: ExperimentConfig = configSchema(strategies).parse({});
