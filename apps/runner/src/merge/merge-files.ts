import { type GivenFolder, readGivenImages } from './given-images';
import type { MergedStudent } from './merge-experts';
import { type MergeFilesEvent, type ModelsRequest, mergeModels } from './merge-models';
import { refuseOtherKind, writeStudent } from './write-student';

export type { MergeFilesEvent } from './merge-models';

export interface MergeRequest extends ModelsRequest {
  /** File of the student. */
  readonly out: string;
  /** Folder of unlabelled images. */
  readonly images: GivenFolder | undefined;
}

/** Merges models on this machine: with images from a folder, and the student into a file. @throws MergeError as {@link mergeModels} does */
export function mergeFiles(request: MergeRequest): AsyncGenerator<MergeFilesEvent, MergedStudent> {
  const { out, images: folder, seed } = request;
  return mergeModels(request, {
    accept: (plan) => refuseOtherKind(out, plan),
    images: async ({ shape, normalization }) => folder && readGivenImages(folder, shape, normalization, seed),
    keep: (student, plan) => writeStudent(out, student, plan),
  });
}
