import { type LocationOptions, openWeights } from '@exmodel/models/weights';
import { stateDictEndings } from '../experts/state-dict-endings';
import type { MergeSettings } from './merge-settings';

/**
 * Where the student goes if `--out` does not say it: a file, or a folder, of the name `student`, in the kind of the first expert,
 * unless the student has another architecture. The first expert is opened only if its name does not tell its kind.
 *
 * @throws The error of the first expert's format, and LocationError
 */
export async function defaultOut(
  { experts: [first] = [], architecture }: Pick<MergeSettings, 'experts' | 'architecture'>,
  resolve: (location: string) => string,
  locations: LocationOptions,
): Promise<string> {
  const { location = '' } = first ?? {};
  const endsIn = (ending: string) => location.toLowerCase().endsWith(`.${ending}`);
  if (architecture !== undefined || stateDictEndings.some(endsIn)) return 'student.safetensors';
  if (endsIn('onnx')) return 'student.onnx';
  const { createModel, onnx } = await openWeights(resolve(location), locations);
  if (createModel !== undefined) return 'student';
  return onnx === undefined ? 'student.safetensors' : 'student.onnx';
}
