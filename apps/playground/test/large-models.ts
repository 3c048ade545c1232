import '@exmodel/backend-wasm';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipFiles } from '@exmodel/models/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { teachableMachine, writeTeachableMachine } from '../../runner/test/teachable-machine';

/** Writes two exports in Teachable Machine's form, of 224 × 224 pixels, into a folder. Returns their paths. */
export async function makeLargeModels(folder: string): Promise<string[]> {
  await setBackend('exmodel-wasm');
  const paths: string[] = [];
  for (const [headSeed, name] of ['catsdogs', 'carsboats'].entries()) {
    const model = teachableMachine({ size: 224, alpha: 0.35, classes: 2, trunkSeed: 1, headSeed });
    const place = join(folder, name);
    await writeTeachableMachine(place, model, [`${name} 1`, `${name} 2`]);
    model.dispose();
    const files = ['model.json', 'weights.bin', 'metadata.json'];
    const zip = zipFiles(new Map(files.map((file) => [file, readFileSync(join(place, file))])));
    writeFileSync(`${place}.zip`, zip);
    paths.push(`${place}.zip`);
  }
  return paths;
}
