import '@exmodel/backend-wasm';
import { join } from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { documentedStrategies } from '../../test/documented-strategies';
import { temporaryFolder } from '../../test/temporary-folder';
import { runTinyJob, type TinyStream, tinyStream } from '../../test/tiny-stream';
import { strategyContract } from '../testing/strategy-contract';
import { strategies, strategyNamed } from './registry';

/**
 * What every strategy must do, whatever it is. A new one is tested by being in the registry. Those of PARITY.md must reach more than
 * any: about the accuracy over all ten classes that they have on the tiny schedule (chance: 0.1).
 */
const reaches: Readonly<Record<string, number>> = {
  gn_ed: 0.15,
  procedural_ed: 0.2,
  aux_data_ed: 0.2,
  naive: 0.19,
  model_regmean: 0.15,
  replay_ed: 0.6,
  cumulative: 0.9,
  joint: 0.9,
};
const reachesAtLeast = (name: string) => reaches[name] ?? (documentedStrategies.includes(name) ? 0.3 : 0);

const folder = temporaryFolder(afterAll);
const savedSamples = join(folder, 'saved/samples');
let stream: TinyStream;

beforeAll(async () => {
  await setBackend('exmodel-wasm');
  stream = await tinyStream(folder);
  await runTinyJob(strategyNamed('minversion_ed'), stream.context('minversion_ed'), join(folder, 'saved'));
});
afterAll(() => stream.dispose());

describe.each(strategies)('$name', (definition) => {
  const { name } = definition;
  const contract = strategyContract(definition, {
    reaches: reachesAtLeast(name),
    // It trains anew after every expert, each time towards more.
    startsAnew: name === 'consensus_ed',
    stream: async () => stream,
    changes: {
      // The tiny schedule's four images tell nothing about how a layer's inputs go together.
      ...(name === 'model_regmean' && { merge_images: 50 }),
      ...(name === 'from_path' && { buffer_path: savedSamples }),
      // Images of something else teach slowly.
      ...(['aux_data_ed', 'gn_ed', 'procedural_ed'].includes(name) && { num_iter_per_exp: 60 }),
    },
  });
  for (const check of contract) it(check.name, check.run, 120_000);
});
