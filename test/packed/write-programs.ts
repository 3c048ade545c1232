import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type ReadmeProgram, readmePrograms } from './readme-programs';
import type { Packed } from './tarballs';

/** What the programs of a README read: in the project, and where it comes from. */
const given: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  models: {
    'expert.pth': 'test/fixtures/lenet5.pth',
    'classifier.onnx': 'test/fixtures/onnx/resnet-preserved.onnx',
    'pets.onnx': 'test/fixtures/onnx/resnet-preserved.onnx',
    'cars.onnx': 'test/fixtures/onnx/vgg-folded.onnx',
    'classifier.keras': 'test/fixtures/keras/transfer-3.keras',
  },
};

export interface WrittenProgram extends Pick<ReadmeProgram, 'number' | 'output'> {
  /** `program-1.ts`, in the folder. */
  readonly file: string;
}

/** Writes the programs of a package's README into a folder, with what they read. */
export function writePrograms(folder: string, { source, readme }: Packed): readonly WrittenProgram[] {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  for (const [file, from] of Object.entries(given[basename(source)] ?? {}))
    copyFileSync(join(source, from), join(folder, file));
  return readmePrograms(readme).map(({ number, code, output }) => {
    const file = `program-${number}.ts`;
    writeFileSync(join(folder, file), code);
    return { number, output, file };
  });
}
