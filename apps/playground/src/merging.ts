import type { GivenFiles } from '@exmodel/models/weights';
import type { Look, ModelFacts, Pictures, StudentFile, Update } from './compute/messages';

/** A model that the user gave. */
export interface GivenModel {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly files: GivenFiles;
  /** Undefined while it is looked at. */
  readonly facts?: ModelFacts;
  /** Why it cannot be merged. */
  readonly fault?: string;
  /** Names of its classes as they are written in the page. */
  readonly classes: string;
}

/** A merge, as far as it has come. */
export interface Merging {
  readonly state: 'running' | 'done' | 'failed';
  /** Of the models that are merged. */
  readonly names: readonly string[];
  /** That the student takes in all. */
  readonly steps: number;
  /** How many pictures of the user there are to learn from; 0: images are painted. */
  readonly images: number;
  /** How many of them have been read, while they are. */
  readonly read?: number;
  /** Those that were left out. */
  readonly skipped?: readonly string[];
  readonly message?: string;
  readonly plan?: Extract<Update, { readonly type: 'planned' }>;
  readonly estimate?: Extract<Update, { readonly type: 'estimated' }>;
  readonly pictures?: Pictures;
  readonly progress?: Extract<Update, { readonly type: 'progress' }>;
  readonly look?: Look;
  /** For each expert, the share of agreement at the steps that were looked at. */
  readonly curves: readonly (readonly { readonly step: number; readonly share: number }[])[];
  readonly students: readonly StudentFile[];
  readonly agreements?: Extract<Update, { readonly type: 'compared' }>['agreements'];
}

export function begun({ names, steps, images }: Pick<Merging, 'names' | 'steps' | 'images'>): Merging {
  return { state: 'running', names, steps, images, curves: [], students: [] };
}

/** The merge after an update of the worker. */
export function followed(merging: Merging, update: Update): Merging {
  switch (update.type) {
    case 'reading':
      return { ...merging, read: update.count };
    case 'skipped':
      return { ...merging, skipped: update.files };
    case 'planned':
      return { ...merging, plan: update };
    case 'estimated':
      return { ...merging, estimate: update };
    case 'pictures':
      return { ...merging, pictures: update.pictures };
    case 'progress':
      return withProgress(merging, update);
    case 'kept':
      return { ...merging, students: update.files };
    case 'compared':
      return { ...merging, state: 'done', agreements: update.agreements };
    case 'failed':
      return { ...merging, state: 'failed', message: update.message };
    case 'inspected':
    case 'refused':
      return merging;
    default:
      return update satisfies never;
  }
}

function withProgress(merging: Merging, progress: Extract<Update, { readonly type: 'progress' }>): Merging {
  const { look, step } = progress;
  if (look === undefined) return { ...merging, progress };
  if (step === undefined) return { ...merging, progress, look };
  const curves = look.agreement.map(({ share }, i) => [...(merging.curves[i] ?? []), { step, share }]);
  return { ...merging, progress, look, curves };
}
