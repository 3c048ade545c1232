import { dirname } from 'node:path';
import { EventStream, formatDuration, progressSink } from '@exmodel/loggers';
import type { StateDict } from '@exmodel/models';
import Table from 'cli-table3';
import { type BackendName, chooseBackend } from '../backends/choose-backend';
import type { Agreement } from '../merge/agreement';
import { hasBatchNorm } from '../merge/drawn-images';
import { type ExpertArgument, parseExpertArgument } from '../merge/expert-argument';
import { readGivenImages } from '../merge/given-images';
import { parseInput, parseNormalization } from '../merge/input-format';
import { MergeError } from '../merge/merge-error';
import { type MergedStudent, mergeExperts } from '../merge/merge-experts';
import { type MergePlan, planMerge } from '../merge/merge-plan';
import { type ExpertFile, openExpert } from '../merge/open-expert';
import { placeOutputs } from '../merge/place-outputs';
import { type MergeSourceName, mergeSource } from '../merge/sources';
import { refuseOtherEnding, writeStudent } from '../merge/write-student';
import { percent } from '../reports/results-table';
import { folderStore } from '../storage/folder-store';
import { checkWritable } from '../storage/job-folder';
import { letSignalsIn } from '../teaching/let-signals-in';
import { WorkMeter } from '../teaching/work-meter';
import { fromCallersFolder } from './shared/callers-folder';
import { locationOptions, weightsLocation } from './shared/weights-location';

export interface MergeFlags {
  /** `FILE:cat,dog`. */
  readonly expert: readonly string[];
  readonly out: string;
  readonly architecture?: string;
  readonly classes?: string;
  readonly input?: string;
  readonly mean?: string;
  readonly std?: string;
  /** File of the weights that the experts' training started from. */
  readonly initial?: string;
  readonly images?: string;
  readonly source?: MergeSourceName;
  readonly iterations?: number;
  readonly seed: number;
  readonly backend?: BackendName;
}

/** `exmodel merge --expert a.pth:cat,dog --expert b.pth:car,ship --out student.pth`: one student from models of one's own. */
export async function merge(flags: MergeFlags): Promise<void> {
  const out = fromCallersFolder(flags.out);
  refuseOtherEnding(out);
  const wanted = flags.expert.map(parseExpertArgument);
  if (wanted.length < 2) {
    throw new MergeError(
      `${wanted.length} experts were given`,
      'two or more',
      'Repeat --expert FILE:CLASS,CLASS.',
    );
  }
  const wishes = {
    architecture: flags.architecture,
    classes: flags.classes?.split(',').map((name) => name.trim()),
    shape: flags.input === undefined ? undefined : parseInput(flags.input),
    normalization: normalizationOf(flags),
  };
  await checkWritable(folderStore(dirname(out)));
  const backend = await chooseBackend(flags.backend);
  console.log(`backend  ${backend.description}`);
  const files = await openAll(wanted, flags);
  const plan = planMerge(files, wishes);
  const loaded = await Promise.all(files.map((file) => file.load(plan.shape)));
  const experts = files.map((file, i) => {
    const own = loaded[i];
    if (own === undefined) throw new RangeError(`expert ${i} was not loaded`);
    return placeOutputs(file, own, plan.classes);
  });
  const { seed, iterations } = flags;
  const images =
    flags.images === undefined
      ? undefined
      : await readGivenImages(fromCallersFolder(flags.images), plan.shape, plan.normalization, seed);
  const source = mergeSource(flags.source, {
    hasImages: images !== undefined,
    hasBatchNorm: experts.some((expert) => hasBatchNorm(expert, plan.shape)),
    normalization: plan.normalization,
  });
  console.log(describe(files, plan, source.description));

  const events = new EventStream([progressSink(process.stdout)]);
  const merged = await follow(
    mergeExperts({ plan, experts, source, images, iterations, seed }),
    events,
    experts.length,
    // At once: a comparison that fails shall not cost the student.
    (tensors) => writeStudent(out, tensors, plan),
  );
  await events.close();
  for (const expert of loaded) expert.dispose();
  console.log(`${report(files, merged)}\nwritten: ${flags.out}`);
}

function normalizationOf({ mean, std }: MergeFlags) {
  if (mean === undefined && std === undefined) return undefined;
  if (mean !== undefined && std !== undefined) return parseNormalization(mean, std);
  throw new MergeError(
    `--${mean === undefined ? 'std' : 'mean'} alone was given`,
    '--mean and --std',
    'Give both.',
  );
}

function openAll(wanted: readonly ExpertArgument[], flags: MergeFlags): Promise<ExpertFile[]> {
  const { architecture, initial } = flags;
  const options = { architecture, initial, resolve: weightsLocation, locations: locationOptions() };
  return Promise.all(wanted.map((argument) => openExpert(argument, options)));
}

function describe(files: readonly ExpertFile[], plan: MergePlan, source: string): string {
  const lines = files.map(({ location, guess, classes }) => [
    'expert',
    `${location} (${guess?.name ?? 'TensorFlow.js'}): ${classes.map(({ name }) => name).join(', ')}`,
  ]);
  const shape = `${plan.shape.join('×')}${plan.isUsualShape ? ' (usual; --input says another)' : ''}`;
  lines.push(
    ['student', `${plan.architecture}, images ${shape}: ${plan.classes.join(', ')}`],
    ['source', source],
  );
  return lines.map(([key = '', value = '']) => `${key.padEnd(8)} ${value}`).join('\n');
}

async function follow(
  merging: ReturnType<typeof mergeExperts>,
  events: EventStream,
  experts: number,
  taught: (tensors: StateDict) => void,
): Promise<MergedStudent> {
  const meter = new WorkMeter();
  for (;;) {
    await letSignalsIn();
    const told = await merging.next();
    if (told.done === true) return told.value;
    const event = told.value;
    if (event.type === 'estimate') {
      console.log(`time     about ${formatDuration(event.milliseconds)}`);
      meter.plan(event.work);
      continue;
    }
    if (event.type === 'taught') {
      taught(event.tensors);
      continue;
    }
    const { phase, done, total, expert, loss } = event;
    events.emit({
      type: 'progress',
      phase,
      detail: `${done}/${total}`,
      ...(expert === undefined ? { done: 1, total: 1 } : { done: expert + 1, total: experts }),
      ...meter.add(event.work),
      ...(loss !== undefined && { values: { loss } }),
    });
  }
}

function report(files: readonly ExpertFile[], { synthetic, given }: MergedStudent): string {
  const table = new Table({
    head: ['expert', 'on', 'images', 'same of its classes', 'same of all'],
    style: { head: [], border: [] },
  });
  for (const [index, { location }] of files.entries()) {
    const row = (on: string, { images, own }: Agreement, all: string) =>
      table.push([location, on, images, images === 0 ? '–' : `${percent(own)} %`, all]);
    const made = synthetic[index];
    if (made !== undefined) row('images made of it', made, `${percent(made.all)} %`);
    const real = given?.[index];
    if (real !== undefined) row('--images', real, '–');
  }
  const note =
    given === undefined
      ? ''
      : '\nof --images those count that the student takes for one of the expert’s classes';
  return `${table.toString()}${note}`;
}
