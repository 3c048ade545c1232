import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ExpertRegistryError } from './registry-error';

const extensions = ['pth', 'pt', 'safetensors', 'npz'];
const pattern = new RegExp(String.raw`^model_e(\d+)\.(?:${extensions.join('|')})$`);

/**
 * The files of a stream's experts, in its order: `model_e0.pth`, `model_e1.pth`, … in `folder`, or below it in the folders
 * that Avalanche publishes them in (`split_mnist/run0`).
 *
 * @throws ExpertRegistryError naming all missing files, or all of further experts
 */
export function expertFiles(
  folder: string,
  {
    count,
    scenario,
    run,
  }: { readonly count: number; readonly scenario: string; readonly run: number | undefined },
): readonly string[] {
  const runs = run === undefined ? [] : [`run${run}`, join(scenario, `run${run}`)];
  const folders = [folder, ...runs.map((part) => join(folder, part))];
  const present = folders.find((candidate) => fileOf(candidate, 0) !== undefined);
  const found = Array.from({ length: count }, (_, index) => fileOf(present ?? folder, index));
  const missing = found.flatMap((path, index) => (path === undefined ? [`model_e${index}`] : []));
  if (missing.length > 0) {
    throw new ExpertRegistryError(
      `${present ?? folders.join(', ')} lacks ${missing.join(', ')} (${extensions.map((end) => `.${end}`).join(', ')})`,
      `one file for each of the ${count} experiences of ${scenario}`,
      'Give the folder that contains them, and the --scenario that they were trained on.',
    );
  }
  const surplus = readdirSync(present ?? folder).filter((name) => indexOf(name) >= count);
  if (surplus.length > 0) {
    throw new ExpertRegistryError(
      `${present ?? folder} also holds ${surplus.join(', ')}`,
      `one file for each of the ${count} experiences of ${scenario}`,
      'Correct --scenario, give the classes of every file with --classes, or move the others to another folder.',
    );
  }
  return found.filter((path) => path !== undefined);
}

/** Which expert a file is; -1 if none. */
function indexOf(name: string): number {
  const [, index = -1] = pattern.exec(name) ?? [];
  return Number(index);
}

function fileOf(folder: string, index: number): string | undefined {
  return extensions
    .map((extension) => join(folder, `model_e${index}.${extension}`))
    .find((path) => existsSync(path));
}
