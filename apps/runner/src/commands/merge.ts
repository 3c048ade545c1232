import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EventStream, formatDuration, printable, progressSink } from '@exmodel/loggers';
import Table from 'cli-table3';
import manifest from '../../package.json';
import { chooseBackend } from '../backends/choose-backend';
import type { BackendName } from '../backends/registry';
import { bytesText } from '../config/bytes-text';
import { memoryHere } from '../config/memory';
import type { Agreement } from '../merge/agreement';
import { parseClassList } from '../merge/class-list';
import { parseExpertArgument, parseExpertArguments } from '../merge/expert-argument';
import { parseInput, parseNormalization } from '../merge/input-format';
import { MergeError } from '../merge/merge-error';
import type { MergedStudent } from '../merge/merge-experts';
import { type MergeFilesEvent, type MergeRequest, mergeFiles } from '../merge/merge-files';
import { mergeReport } from '../merge/merge-report';
import type { MergeProgress } from '../merge/merge-source';
import type { ExpertFile, Outputs } from '../merge/open-expert';
import { isStudent, refuseOtherExtension, studentFile } from '../merge/write-student';
import { percent } from '../reports/percent';
import { folderStore } from '../storage/folder-store';
import { checkWritable } from '../storage/job-folder';
import { refuseTaken } from '../storage/output-file';
import { follow } from '../teaching/follow';
import { reportProgress } from '../teaching/report-progress';
import { WorkMeter } from '../teaching/work-meter';
import { fromCallersFolder } from './shared/callers-folder';
import { commandLine } from './shared/command-line';
import type { OverwriteFlags } from './shared/overwrite-option';
import { pageWriter } from './shared/page-writer';
import { locationOptions, weightsLocation } from './shared/weights-location';

export interface MergeFlags extends OverwriteFlags {
  /** `FILE:cat,dog`. */
  readonly expert: readonly string[];
  readonly out?: string;
  readonly architecture?: string;
  readonly classes?: string;
  readonly input?: string;
  readonly mean?: string;
  readonly std?: string;
  /** File of the weights that the experts' training started from. */
  readonly initial?: string;
  readonly images?: string;
  readonly strict?: boolean;
  /** Page to write; false for none. */
  readonly report?: string | false;
  readonly source?: string;
  readonly iterations?: number;
  readonly seed: number;
  readonly backend?: BackendName;
}

/** `exmodel merge --expert a.pth:cat,dog --expert b.pth:car,ship --out student.pth`: merges models into one student. */
export async function merge(flags: MergeFlags): Promise<void> {
  const request = requestOf(flags);
  refuseOtherExtension(request.out);
  await refuseTakenOut(request, flags);
  const advice = 'The student goes there; choose another file with --out FILE or repair the folder.';
  await checkWritable(
    folderStore(isFolder(request) ? dirname(dirname(request.out)) : dirname(request.out)),
    undefined,
    advice,
  );
  const writePage = await reportWriter(request, flags);
  const began = performance.now();
  const backend = await chooseBackend(flags.backend);
  console.log(`backend  ${backend.description}`);
  const events = new EventStream([progressSink(process.stdout)]);
  const meter = new WorkMeter();
  let files: readonly ExpertFile[] = [];
  let skipped = 0;
  let planned: Extract<MergeFilesEvent, { readonly type: 'planned' }> | undefined;
  let estimate: Extract<MergeFilesEvent, { readonly type: 'estimate' }> | undefined;
  let merged: MergedStudent | undefined;
  let written = false;
  const merging = follow(mergeFiles({ ...request, memory: memoryHere(backend.memory) }), (event) => {
    switch (event.type) {
      case 'skipped':
        skipped = event.files.length;
        events.emit({ type: 'message', level: 'warning', text: skippedText(event.files) });
        break;
      case 'planned':
        files = event.files;
        planned = event;
        console.log(describe(event));
        break;
      case 'estimate':
        estimate = event;
        console.log(describeWork(event));
        meter.plan(event.work);
        break;
      case 'progress':
        reportProgress({ events, meter }, progressOf(event, files.length));
        break;
      case 'written':
        written = true;
        events.emit({
          type: 'message',
          level: 'info',
          text: `${outName(flags)} is written; now it is compared`,
        });
        break;
      default:
        event satisfies never;
    }
  });
  try {
    merged = await merging;
    await events.close();
    console.log(report(files, merged));
  } finally {
    await events.close();
    // Though the comparison has failed, the student is there.
    if (written) console.log(`written: ${outName(flags)}`);
  }
  if (writePage === undefined || planned === undefined || estimate === undefined) return;
  const { origin } = estimate;
  const page = mergeReport({
    ...{ out: outName(flags), command: commandLine(), planned, estimate, merged, skipped },
    madeBy: `exmodel ${manifest.version}; ${backend.description}`,
    networks: files.map((file, i) => networkOf(file, planned?.outputs[i])),
    origin: origin && origins[origin],
    seed: flags.seed,
    milliseconds: performance.now() - began,
  });
  await writePage(page, 'as a page');
}

/** Where the page of the merge goes: beside the student, unless the user says otherwise. */
async function reportWriter({ experts, initial, resolve }: Omit<MergeRequest, 'memory'>, flags: MergeFlags) {
  if (flags.report === false) return undefined;
  const path = flags.report ?? `${outName(flags).replace(/\.(safetensors|pth|pt|onnx)$|\/+$/i, '')}.html`;
  const inputs = [...experts.map(({ location }) => location), ...(initial === undefined ? [] : [initial])];
  return pageWriter(path, inputs.map(resolve), flags, '--report');
}

/** The flags as a request; relative paths are resolved against the user's folder. */
function requestOf(flags: MergeFlags): Omit<MergeRequest, 'memory'> {
  const { images, strict = false, initial, source, iterations, seed } = flags;
  const out = studentFile(fromCallersFolder(outName(flags)));
  return {
    experts: parseExpertArguments(flags.expert),
    out,
    wishes: {
      architecture: flags.architecture,
      classes: flags.classes === undefined ? undefined : parseNames(flags.classes),
      shape: flags.input === undefined ? undefined : parseInput(flags.input),
      normalization: normalizationOf(flags),
      asFolder: isFolder({ out }),
    },
    images: images === undefined ? undefined : { folder: fromCallersFolder(images), strict },
    ...{ initial, source, iterations, seed, resolve: weightsLocation, locations: locationOptions() },
  };
}

/** The student's place as the user wrote it; if not at all, one of the name `student`, in the kind of the first expert. */
function outName({ out, expert: [first = ''] }: MergeFlags): string {
  if (out !== undefined) return out;
  const { location } = parseExpertArgument(first);
  if (/\.onnx$/i.test(location)) return 'student.onnx';
  return /\.(pth|pt|ckpt|bin|safetensors|npz)$/i.test(location) ? 'student.safetensors' : 'student';
}

/** Whether the student is a folder of files. */
function isFolder({ out }: Pick<MergeRequest, 'out'>): boolean {
  return basename(out) === 'model.json';
}

/** No input is replaced, nor what exmodel did not write. */
async function refuseTakenOut(request: Omit<MergeRequest, 'memory'>, flags: MergeFlags): Promise<void> {
  const { out, experts, initial, resolve } = request;
  const inputs = [
    ...experts.map(({ location }) => location),
    ...(initial === undefined ? [] : [initial]),
  ].map(resolve);
  const [given, overwrite] = [`--out ${outName(flags)}`, flags.overwrite ?? false];
  const kind = 'a student that exmodel merge wrote';
  const isOwn = await isStudent(out);
  refuseTaken({ ...{ given, path: out, inputs, overwrite }, kind, isOfKind: () => isOwn });
  if (!isFolder(request)) return;
  const isStudents = existsSync(out);
  for (const name of ['weights.bin', 'metadata.json']) {
    const beside = (path: string) => join(dirname(path), name);
    refuseTaken({
      ...{ given, path: beside(out), inputs: inputs.map(beside), overwrite: overwrite || isStudents },
      ...{ kind, isOfKind: () => false },
    });
  }
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

/** What the experts' origin means for the merge. */
const origins = {
  given: 'the weights of --initial',
  estimated: 'estimated from the experts, which started alike; --initial FILE with the true one is better',
  unknown:
    'unknown, so that only the experts’ outputs tell what they know; if they started from the same weights, give these: --initial FILE',
};

/** How the work is done: how long it takes, what is shared, and where memory is short. */
function describeWork({
  milliseconds,
  images,
  trunk,
  origin,
  fewer,
  bytes,
}: Extract<MergeFilesEvent, { readonly type: 'estimate' }>): string {
  const lines = [['time', `about ${formatDuration(milliseconds)}`]];
  if (images !== undefined) lines.push(['images', `${images}`]);
  if (trunk !== undefined) {
    lines.push([
      'trunk',
      `the first ${trunk} layers are the same in all experts: they stay as they are, and see each image once`,
    ]);
  }
  if (origin !== undefined) lines.push(['origin', origins[origin]]);
  lines.push(['memory', `about ${bytesText(process.memoryUsage().rss + bytes)}`]);
  if (fewer.length > 0) lines.push(['', `for ${fewer.join('; ')}: the student depends on this machine`]);
  return lines.map(([key = '', value = '']) => `${key.padEnd(8)} ${value}`).join('\n');
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

function describe({
  files,
  outputs,
  plan,
  source,
}: Extract<MergeFilesEvent, { readonly type: 'planned' }>): string {
  const lines = files.map((file, i) => [
    'expert',
    `${file.location} (${networkOf(file, outputs[i])}): ${file.classes.map(({ name }) => name).join(', ')}`,
  ]);
  const shape = `${plan.shape.join('×')}${plan.isDefaultShape ? ' (the architecture’s default; --input sets another)' : ''}`;
  lines.push(
    [
      'student',
      `${plan.graph ? `the network of ${files[0]?.location}` : plan.architecture}, images ${shape}: ${plan.classes.join(', ')}`,
    ],
    ['source', source],
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

function networkOf({ guess, graph }: ExpertFile, outputs: Outputs | undefined): string {
  return `${guess?.name ?? (graph?.kind === 'onnx' ? 'ONNX' : 'TensorFlow.js')}${headText(outputs)}`;
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

/** How far the experts' familiarity could be trusted; '' where that is not known. */
function trustText({ familiarity }: MergedStudent): string {
  if (familiarity?.trust === undefined) return '';
  const { trust, weight } = familiarity;
  const word = trust >= 0.5 ? 'well' : trust > 0.1 ? 'somewhat' : 'not';
  const advice = trust >= 0.5 ? '' : '; unlabelled images help most: --images FOLDER';
  return `\ntwo views of what each expert knows agree ${word} (correlation ${trust.toFixed(2)}, weight ${weight.toFixed(2)})${advice}`;
}

function report(files: readonly ExpertFile[], merged: MergedStudent): string {
  const { synthetic, painted, given } = merged;
  const table = new Table({
    head: ['expert', 'on', 'images', 'agreement, its classes', 'agreement, all classes'],
    style: { head: [], border: [] },
  });
  for (const [index, { location }] of files.entries()) {
    const row = (on: string, { images, own }: Agreement, all: string) =>
      table.push([location, on, images, images === 0 ? '–' : `${percent(own)} %`, all]);
    const made = synthetic?.[index];
    if (made !== undefined) row('synthesised images', made, `${percent(made.all)} %`);
    const seen = painted?.[index];
    if (seen !== undefined) row('painted images', seen, '–');
    const real = given?.[index];
    if (real !== undefined) row('--images', real, '–');
  }
  const note =
    given === undefined && painted === undefined
      ? ''
      : `\nof ${given === undefined ? 'painted images' : '--images'}, only those count that the student assigns to one of the expert’s classes`;
  return `${table.toString()}${note}${trustText(merged)}`;
}
