import { join } from 'node:path';
import { writeSafetensors } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import { jsonText } from '../storage/json-text';
import { makeFolder } from '../storage/make-folder';
import { refuseTaken } from '../storage/output-file';
import { writeLocked } from '../storage/write-locked';
import { manifestPath } from './expert-manifest';
import { type ExpertSet, type RegisteredExpert, readExpertWeights } from './expert-set';

const writers = {
  pth: writePytorch,
  safetensors: (tensors: Parameters<typeof writeSafetensors>[0]) =>
    writeSafetensors(tensors, { format: 'pt' }),
} as const;

export type ExportFormat = keyof typeof writers;
export const exportFormats = Object.keys(writers) as readonly ExportFormat[];

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Whether to replace other files of the same names. */
  readonly overwrite: boolean;
}

interface ExportedFile {
  readonly path: string;
  content(): Uint8Array;
}

/**
 * Writes a set as Avalanche lays its experts out: `model_e0.pth`, `model_e1.pth`, …, with their manifests beside them. An export
 * that was interrupted is completed by the same call.
 *
 * @returns the files of weights
 * @throws OutputTakenError There is another file of one of these names; nothing is written then.
 * @throws ExpertRegistryError Weights are not those that were registered.
 */
export async function exportExperts(
  { experts }: ExpertSet,
  folder: string,
  { format, overwrite }: ExportOptions,
): Promise<readonly string[]> {
  const files = experts.map((expert) => exportedFiles(expert, folder, format));
  const inputs = experts.flatMap(({ path }) => [path, manifestPath(path)]);
  for (const { path, content } of files.flat()) {
    refuseTaken({
      ...{ given: path, path, inputs, overwrite },
      ...{ kind: 'the same file', isOfKind: (there) => Buffer.from(content()).equals(there) },
    });
  }
  makeFolder(folder);
  for (const { path, content } of files.flat()) await writeLocked(path, content());
  return files.map(([weights]) => weights.path);
}

function exportedFiles(
  expert: RegisteredExpert,
  folder: string,
  format: ExportFormat,
): readonly [weights: ExportedFile, manifest: ExportedFile] {
  const { experience } = expert.manifest;
  return [
    {
      path: join(folder, `model_e${experience}.${format}`),
      content: () => writers[format](readExpertWeights(expert)),
    },
    // Not named model_e0.json as in a registry, because its sha256 is that of the registered file.
    {
      path: join(folder, `manifest_e${experience}.json`),
      content: () => Buffer.from(jsonText(expert.manifest)),
    },
  ];
}
