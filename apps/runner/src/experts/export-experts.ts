import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import { writeWhole } from '../storage/write-whole';
import { manifestPath } from './expert-manifest';
import { type ExpertSet, readExpertWeights } from './expert-set';
import { ExpertRegistryError } from './registry-error';

const writers = {
  pth: writePytorch,
  safetensors: (tensors: Parameters<typeof writeSafetensors>[0]) =>
    writeSafetensors(tensors, { format: 'pt' }),
} as const;

export type ExportFormat = keyof typeof writers;
export const exportFormats = Object.keys(writers) as readonly ExportFormat[];

/**
 * Writes a set as Avalanche lays its experts out: `model_e0.pth`, `model_e1.pth`, …, with their manifests beside them.
 *
 * @returns the files of weights
 * @throws ExpertRegistryError A file of that name exists, or weights are not those that were registered.
 */
export function exportExperts(set: ExpertSet, folder: string, format: ExportFormat): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return set.experts.map((expert) => {
    const path = join(folder, `model_e${expert.manifest.experience}.${format}`);
    if (existsSync(path)) {
      throw new ExpertRegistryError(`${path} already exists`, 'a folder without it', 'Choose another --out.');
    }
    writeWhole(path, writers[format](readExpertWeights(expert)));
    // Not named model_e0.json as in a registry, because its sha256 is that of the registered file.
    copyFileSync(manifestPath(expert.path), join(folder, `manifest_e${expert.manifest.experience}.json`));
    return path;
  });
}
