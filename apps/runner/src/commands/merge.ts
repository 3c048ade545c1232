import { dirname } from 'node:path';
import { EventStream, formatDuration, printable, progressSink } from '@exmodel/loggers';
import Table from 'cli-table3';
import { chooseBackend } from '../backends/choose-backend';
import type { BackendName } from '../backends/registry';
import { memoryHere } from '../config/memory';
import type { Agreement } from '../merge/agreement';
import { parseClassList } from '../merge/class-list';
import { parseExpertArguments } from '../merge/expert-argument';
import { parseInput, parseNormalization } from '../merge/input-format';
import { MergeError } from '../merge/merge-error';
import type { MergedStudent } from '../merge/merge-experts';
import { type MergeFilesEvent, type MergeRequest, mergeFiles } from '../merge/merge-files';
import type { MergeProgress } from '../merge/merge-source';
import type { ExpertFile, Outputs } from '../merge/open-expert';
import { isStudent, refuseOtherExtension } from '../merge/write-student';
import { percent } from '../reports/percent';
import { folderStore } from '../storage/folder-store';
import { checkWritable } from '../storage/job-folder';
import { refuseTaken } from '../storage/output-file';
import { follow } from '../teaching/follow';
import { reportProgress } from '../teaching/report-progress';
import { WorkMeter } from '../teaching/work-meter';
import { fromCallersFolder } from './shared/callers-folder';
import type { OverwriteFlags } from './shared/overwrite-option';
import { locationOptions, weightsLocation } from './shared/weights-location';

export interface MergeFlags extends OverwriteFlags {
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
  readonly strict?: boolean;
  readonly source?: string;
  readonly iterations?: number;
  readonly seed: number;
  readonly backend?: BackendName;
}

/** `exmodel merge --expert a.pth:cat,dog --expert b.pth:car,ship --out student.pth`: merges models into one student. */
export async function merge(flags: MergeFlags): Promise<void> {
  const request = requestOf(flags);
  refuseOtherExtension(request.out);
  const { out, experts, initial } = request;
  const inputs = [...experts.map(({ location }) => location), ...(initial === undefined ? [] : [initial])];
  const isOwn = await isStudent(out);
  refuseTaken({
    ...{ given: `--out ${flags.out}`, path: out, inputs: inputs.map(weightsLocation) },
    overwrite: flags.overwrite ?? false,
    ...{ kind: 'a .safetensors or .onnx that exmodel merge wrote', isOfKind: () => isOwn },
  });
  const advice = 'The student goes there; choose another file with --out FILE or repair the folder.';
  await checkWritable(folderStore(dirname(out)), undefined, advice);
  const backend = await chooseBackend(flags.backend);
  console.log(`backend  ${backend.description}`);
  const events = new EventStream([progressSink(process.stdout)]);
  const meter = new WorkMeter();
  let files: readonly ExpertFile[] = [];
  let written = false;
  const merging = follow(mergeFiles({ ...request, memory: memoryHere(backend.memory) }), (event) => {
    switch (event.type) {
      case 'skipped':
        events.emit({ type: 'message', level: 'warning', text: skippedText(event.files) });
        break;
      case 'planned':
        files = event.files;
        console.log(describe(event));
        break;
      case 'estimate':
        console.log(`time     about ${formatDuration(event.milliseconds)}`);
        if (event.fewer.length > 0)
          console.log(`memory   for ${event.fewer.join('; ')}: the student depends on this machine`);
        meter.plan(event.work);
        break;
      case 'progress':
        reportProgress({ events, meter }, progressOf(event, files.length));
        break;
      case 'written':
        written = true;
        break;
      default:
        event satisfies never;
    }
  });
  try {
    const merged = await merging;
    await events.close();
    console.log(report(files, merged));
  } finally {
    await events.close();
    // Though the comparison has failed, the student is there.
    if (written) console.log(`written: ${flags.out}`);
  }
}

/** The flags as a request; relative paths are resolved against the user's folder. */
function requestOf(flags: MergeFlags): Omit<MergeRequest, 'memory'> {
  const { images, strict = false, initial, source, iterations, seed } = flags;
  return {
    experts: parseExpertArguments(flags.expert),
    out: fromCallersFolder(flags.out),
    wishes: {
      architecture: flags.architecture,
      classes: flags.classes === undefined ? undefined : parseNames(flags.classes),
      shape: flags.input === undefined ? undefined : parseInput(flags.input),
      normalization: normalizationOf(flags),
    },
    images: images === undefined ? undefined : { folder: fromCallersFolder(images), strict },
    ...{ initial, source, iterations, seed, resolve: weightsLocation, locations: locationOptions() },
  };
}

function parseNames(list: string): string[] {
  const advice = 'Write --classes cat,dog; a name with , or = in double quotes.';
  return parseClassList(list, `--classes ${list}`, advice).map(({ name }) => name);
}

function skippedText(files: readonly string[]): string {
  const named = files.slice(0, 3).join(', ');
  const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
  return `no JPEG or PNG images of --images, and skipped (--strict stops instead): ${named}${more}`;
}

function progressOf({ phase, done, total, expert, work, loss }: MergeProgress, experts: number) {
  const place = expert === undefined ? { done: 1, total: 1 } : { done: expert + 1, total: experts };
  return { phase, detail: `${done}/${total}`, ...place, work, loss };
}

function normalizationOf({ mean, std }: MergeFlags) {
  if (mean === undefined && std === undefined) return undefined;
  if (mean !== undefined && std !== undefined) return parseNormalization(mean, std);
  throw new MergeError(
    `only --${mean === undefined ? 'std' : 'mean'} was given`,
    '--mean and --std',
    'Give both.',
  );
}

/** What the experts' origin means for the merge. */
const origins = {
  given: 'the weights of --initial',
  estimated: 'estimated from the experts, which started alike; --initial FILE with the true one is better',
  unknown:
    'unknown, so that only the experts’ outputs tell what they know; if they started from the same weights, give these: --initial FILE',
};

function describe({
  files,
  outputs,
  plan,
  source,
  origin,
}: Extract<MergeFilesEvent, { readonly type: 'planned' }>): string {
  const lines = files.map(({ location, guess, graph, classes }, i) => [
    'expert',
    `${location} (${guess?.name ?? (graph ? 'ONNX' : 'TensorFlow.js')}${headText(outputs[i])}): ${classes.map(({ name }) => name).join(', ')}`,
  ]);
  const shape = `${plan.shape.join('×')}${plan.isDefaultShape ? ' (the architecture’s default; --input sets another)' : ''}`;
  lines.push(
    [
      'student',
      `${plan.graph ? `the graph of ${files[0]?.location}` : plan.architecture}, images ${shape}: ${plan.classes.join(', ')}`,
    ],
    ['source', source],
    ['origin', origins[origin]],
  );
  const [name] = plan.graph?.madeUpNames ?? [];
  if (name !== undefined) lines.push(['note', namesNote(name)]);
  return lines.map(([key = '', value = '']) => `${key.padEnd(8)} ${value}`).join('\n');
}

/** What to do where the student's file is to be loaded into the module that the ONNX file came from. */
function namesNote(name: string): string {
  return (
    `the exporter folded or renamed weights (${printable(name).slice(0, 80)}), so a PyTorch module cannot load the student; for that, ` +
    'export with dynamo=True, optimize=False, or with dynamo=False, training=TrainingMode.PRESERVE, do_constant_folding=False'
  );
}

/** What was done with outputs that are not logits. */
const heads: Readonly<Record<Outputs['activation'], string>> = {
  none: '',
  softmax: ', its softmax cut off',
  sigmoid: ', its sigmoid cut off',
  probabilities: ', gives probabilities: their logarithms are learned',
};

function headText(outputs: Outputs | undefined): string {
  if (outputs === undefined) return '';
  return `${heads[outputs.activation]}${outputs.isBinary ? ', one output for two classes' : ''}`;
}

function report(files: readonly ExpertFile[], { synthetic, given }: MergedStudent): string {
  const table = new Table({
    head: ['expert', 'on', 'images', 'agreement, its classes', 'agreement, all classes'],
    style: { head: [], border: [] },
  });
  for (const [index, { location }] of files.entries()) {
    const row = (on: string, { images, own }: Agreement, all: string) =>
      table.push([location, on, images, images === 0 ? '–' : `${percent(own)} %`, all]);
    const made = synthetic[index];
    if (made !== undefined) row('synthesised images', made, `${percent(made.all)} %`);
    const real = given?.[index];
    if (real !== undefined) row('--images', real, '–');
  }
  const note =
    given === undefined
      ? ''
      : '\nof --images, only those count that the student assigns to one of the expert’s classes';
  return `${table.toString()}${note}`;
}
