import type { GivenFiles } from '@exmodel/models/weights';
import type { GivenModel, Merging } from '../merging';
import type { Settings } from '../settings';
import { AgreementCurves } from './agreement-curves';
import { namesText } from './names-text';
import { Wall } from './wall';

interface Props {
  readonly models: readonly GivenModel[];
  readonly images: GivenFiles;
  readonly merging: Merging | undefined;
  readonly settings: Settings;
  onStart(): void;
  onCancel(): void;
}

const phases: Readonly<Record<string, string>> = {
  images: 'Preparing images',
  drawing: 'Drawing images towards the classes',
  query: 'Asking the models about the images',
  distillation: 'The student learns what they agree on',
  comparison: 'Comparing the student with the models',
};

export function WatchStep({ models, images, merging, settings, onStart, onCancel }: Props) {
  const missing = missingText(models, images.size, settings);
  const isRunning = merging?.state === 'running';
  const { plan, pictures, look, progress } = merging ?? {};
  return (
    <section aria-labelledby="watch">
      <h2 id="watch">
        <span class="number">2</span> Watch
      </h2>
      <p class="buttons">
        <button type="button" class="main" disabled={isRunning || missing !== ''} onClick={onStart}>
          Merge them
        </button>
        {isRunning && (
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        )}
        {!isRunning && missing !== '' && <span class="small">{missing}</span>}
      </p>
      {merging !== undefined && (
        <>
          <progress aria-label="Progress of the merge" max={1} value={progressOf(merging)} />
          <p role="status">{statusOf(merging)}</p>
          {isReading(merging) && <p class="small">{merging.read} read</p>}
          {merging.skipped !== undefined && (
            <p class="small">Left out, since they cannot be read: {namesText(merging.skipped)}.</p>
          )}
        </>
      )}
      {merging?.message !== undefined && (
        <p role="alert" class="fault">
          {merging.message}
        </p>
      )}
      {merging !== undefined && pictures !== undefined && plan !== undefined && (
        <>
          <Wall {...{ pictures, look, classes: plan.classes, isPainted: merging.images === 0 }} />
          <AgreementCurves {...{ merging, look }} />
          <p class="small">
            The student: {plan.student}; it learns from {plan.source}.
            {merging.estimate?.trunk !== undefined &&
              ` The first ${merging.estimate.trunk} layers are the same in all models, and stay as they are.`}{' '}
            Computed on this machine, {plan.engine}
            {progress?.step === undefined ? '' : `; step ${progress.step} of ${merging.steps}`}.
          </p>
        </>
      )}
    </section>
  );
}

/** What is still needed before a merge; '' if nothing. */
function missingText(models: readonly GivenModel[], images: number, { pixels }: Settings): string {
  if (models.some(({ fault }) => fault !== undefined)) return 'Remove the models that cannot be merged.';
  if (models.length < 2) return models.length === 0 ? 'Give two models first.' : 'Give one more model.';
  if (models.some(({ facts }) => facts === undefined)) return 'The models are being opened.';
  if (pixels === '' && models.every(({ facts }) => facts?.normalization === undefined))
    return 'Choose “Pixels” in the settings: the files do not say how they were normalised.';
  if (images > 0 && images < 10) return 'Give ten pictures or more, or remove those that are there.';
  return '';
}

/** Before anything is planned. */
function isReading({ state, read, plan }: Merging): boolean {
  return state === 'running' && read !== undefined && plan === undefined;
}

function progressOf({ state, progress }: Merging): number {
  return state === 'done' ? 1 : (progress?.done ?? 0);
}

/** Changes only with the phase, so that a screen reader is not flooded. */
function statusOf(merging: Merging): string {
  const { state, progress, estimate, students } = merging;
  if (state === 'failed') return 'The merge has failed.';
  if (state === 'done') return 'The student is ready.';
  if (students.length > 0) return 'The student is ready below; now it is compared with the models.';
  if (isReading(merging)) return 'Reading your pictures …';
  if (progress === undefined) return 'Loading the models and timing a step …';
  const about = estimate === undefined ? '' : ` (about ${durationText(estimate.milliseconds)} in all)`;
  return `${phases[progress.phase] ?? progress.phase}${about} …`;
}

function durationText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 90 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}
