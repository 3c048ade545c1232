import { basename, dirname } from 'node:path';
import { getBackend } from '@tensorflow/tfjs-core';
import { checkpointsIn, versionsHere } from '../storage/checkpoints';
import { folderStore } from '../storage/folder-store';
import { isWithin } from '../storage/is-within';
import { type LabelledImages, openLabelledImages } from './evaluation/labelled-images';
import { type GivenFolder, readGivenImages } from './given-folder';
import { MergeError } from './merge-error';
import { type MergedModels, type MergeFilesEvent, type ModelsRequest, mergeModels } from './merge-models';
import type { MergePlan } from './merge-plan';
import { recordedMetadata } from './recipe/read-record';
import { type RecordOptions, writeRecord } from './recipe/write-record';
import { refuseOtherKind, writeStudent } from './write-student';

export type { MergeFilesEvent } from './merge-models';

export interface MergeRequest extends ModelsRequest {
  /** File of the student. */
  readonly out: string;
  /** Folder of unlabelled images. */
  readonly images: GivenFolder | undefined;
  /** Folder of labelled images to test the student on. */
  readonly test?: GivenFolder | undefined;
  /** For a record of the merge beside the student; default: none. */
  readonly record?: RecordOptions;
  /** Seconds between two checkpoints, with which a merge that was stopped goes on; default 30. */
  readonly checkpointEvery?: number;
}

/**
 * Merges models on this machine: with images from folders, and the student into a file.
 *
 * @returns undefined if it is only to be planned
 * @throws MergeError as {@link mergeModels} does, and if the student would be tested on images that it learned from
 */
export function mergeFiles(request: MergeRequest): AsyncGenerator<MergeFilesEvent, MergedModels | undefined> {
  const { out, images: folder, record, seed, signal, checkpointEvery: interval } = request;
  return mergeModels(
    { recorded: recordedMetadata, ...request },
    {
      accept: (plan) => refuseOtherKind(out, plan),
      images: async (plan) =>
        folder && readGivenImages(folder, plan, seed, { machine: request.memory.machine, signal }),
      test: (plan) => testImages(request, plan),
      checkpoints(merge) {
        const student = basename(out) === 'model.json' ? dirname(out) : out;
        const origin = { ...versionsHere(getBackend()), merge };
        return checkpointsIn(folderStore(dirname(student)), `${basename(student)}.checkpoint`, {
          origin,
          interval,
        });
      },
      async keep(student, plan, done) {
        await writeStudent(out, student, plan);
        if (record !== undefined) await writeRecord(out, record, plan, await done());
      },
    },
  );
}

async function testImages(
  { test, images }: MergeRequest,
  plan: MergePlan,
): Promise<LabelledImages | undefined> {
  if (test === undefined) return undefined;
  if (
    images !== undefined &&
    (isWithin(test.folder, images.folder) || isWithin(images.folder, test.folder))
  ) {
    throw new MergeError(
      `--test ${test.folder} and --images ${images.folder} share images`,
      'other images to test the student on than it learns from',
      'Move some into another folder, or omit --images.',
    );
  }
  return openLabelledImages(test, plan, '--test');
}
