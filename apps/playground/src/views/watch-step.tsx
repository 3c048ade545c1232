import type { GivenModel, Merging } from '../merging';
import type { Settings } from '../settings';
import { AgreementCurves } from './agreement-curves';
import { Wall } from './wall';

interface Props {
  readonly models: readonly GivenModel[];
  readonly merging: Merging | undefined;
  readonly settings: Settings;
  onStart(): void;
  onCancel(): void;
}

const phases: Readonly<Record<string, string>> = {
  images: 'Painting images',
  drawing: 'Drawing images towards the classes',
  query: 'Asking the models about the painted images',
  distillation: 'The student learns what they agree on',
  comparison: 'Comparing the student with the models',
};

export function WatchStep({ models, merging, settings, onStart, onCancel }: Props) {
  const missing = missingText(models, settings);
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
        </>
      )}
      {merging?.message !== undefined && (
        <p role="alert" class="fault">
          {merging.message}
        </p>
      )}
      {merging !== undefined && pictures !== undefined && plan !== undefined && (
        <>
          <Wall {...{ pictures, look, classes: plan.classes }} />
          <AgreementCurves {...{ merging, look }} />
          <p class="small">
            The student: {plan.student}; it learns from {plan.source}.
            {merging.estimate?.trunk !== undefined &&
              ` The first ${merging.estimate.trunk} layers are the same in all models, and stay as they are.`}{' '}
            Computed on this machine, on {plan.threads === 1 ? 'one thread' : `${plan.threads} threads`}
            {progress?.step === undefined ? '' : `; step ${progress.step} of ${merging.steps}`}.
          </p>
        </>
      )}
    </section>
  );
}

/** What is still needed before a merge; '' if nothing. */
function missingText(models: readonly GivenModel[], { pixels }: Settings): string {
  if (models.some(({ fault }) => fault !== undefined)) return 'Remove the models that cannot be merged.';
  if (models.length < 2) return models.length === 0 ? 'Give two models first.' : 'Give one more model.';
  if (models.some(({ facts }) => facts === undefined)) return 'The models are being opened.';
  if (pixels === '' && models.every(({ facts }) => facts?.normalization === undefined))
    return 'Choose “Pixels” in the settings: the files do not say how they were normalised.';
  return '';
}

function progressOf({ state, progress }: Merging): number {
  return state === 'done' ? 1 : (progress?.done ?? 0);
}

/** Changes only with the phase, so that a screen reader is not flooded. */
function statusOf({ state, progress, estimate, students }: Merging): string {
  if (state === 'failed') return 'The merge has failed.';
  if (state === 'done') return 'The student is ready.';
  if (students.length > 0) return 'The student is ready below; now it is compared with the models.';
  if (progress === undefined) return 'Loading the models and timing a step …';
  const about = estimate === undefined ? '' : ` (about ${durationText(estimate.milliseconds)} in all)`;
  return `${phases[progress.phase] ?? progress.phase}${about} …`;
}

function durationText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 90 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}
