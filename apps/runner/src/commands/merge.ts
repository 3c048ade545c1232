import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { EventStream, progressSink } from '@exmodel/loggers';
import { chooseBackend } from '../backends/choose-backend';
import { memoryHere } from '../config/memory';
import { budgetOf } from '../merge/budget';
import { defaultOut } from '../merge/default-out';
import { refuseFew, refuseSameModel, withClassFile } from '../merge/expert-argument';
import { MergeError } from '../merge/merge-error';
import { type MergeRequest, mergeFiles } from '../merge/merge-files';
import { mergedJson, planJson } from '../merge/merge-json';
import { mergePage } from '../merge/merge-page';
import { mergeReport } from '../merge/merge-report';
import type { MergeSettings } from '../merge/merge-settings';
import type { MergeProgress } from '../merge/merge-source';
import { type EstimatedMerge, estimateText, type PlannedMerge, planText } from '../merge/plan-text';
import { isRecord, recordPath } from '../merge/recipe/recipe-text';
import { isStudent, refuseOtherExtension, studentFile } from '../merge/write-student';
import { terminal } from '../reports/renderers/terminal';
import { versionsHere } from '../storage/checkpoints';
import { folderStore } from '../storage/folder-store';
import { isWithin } from '../storage/is-within';
import { checkWritable } from '../storage/job-folder';
import { refuseTaken } from '../storage/output-file';
import { follow } from '../teaching/follow';
import { reportProgress } from '../teaching/report-progress';
import { WorkMeter } from '../teaching/work-meter';
import { fromCallersFolder } from './shared/callers-folder';
import { commandLine } from './shared/command-line';
import { skippedText } from './shared/image-options';
import { pageWriter } from './shared/page-writer';
import { locationOptions, weightsLocation } from './shared/weights-location';

export interface MergeManner {
  /** The recipe that the settings come from. */
  readonly recipe: string | undefined;
  /** Whether the recipe is all that was given. */
  readonly isRepeated: boolean;
  readonly overwrite: boolean;
  /** Only plan. */
  readonly dryRun: boolean;
  readonly json: boolean;
  /** Page to write, in the format of its ending. */
  readonly write: string | undefined;
  /** To compute with; default: one per core. */
  readonly threads: number | undefined;
}

type Request = Omit<MergeRequest, 'memory'> & { readonly name: string };

/** What `--seed` is by default. */
export const defaultSeed = 1234;

/** `exmodel merge --expert a.pth:cat,dog --expert b.pth:car,ship --out student.pth`: merges models into one student. */
export async function merge(settings: MergeSettings, manner: MergeManner): Promise<void> {
  const { dryRun, json } = manner;
  const request = await requestOf(settings);
  const { name, out } = request;
  refuseOtherExtension(out);
  refuseOwnFolder(request);
  const writesRecord = await refuseTakenOut(request, manner);
  if (!dryRun) {
    const advice = 'The student goes there; choose another file with --out FILE or repair the folder.';
    const folder = isFolder(request) ? dirname(dirname(out)) : dirname(out);
    await checkWritable(folderStore(folder), undefined, advice);
  }
  // With --json the result alone is on standard output.
  const say = (text: string) => (json ? undefined : console.log(text));
  const writePage = await pageOf(request, manner, say);
  const backend = await chooseBackend(settings.backend, manner.threads);
  say(`backend  ${backend.description}`);
  const events = new EventStream([progressSink(json ? process.stderr : process.stdout)]);
  const meter = new WorkMeter();
  const versions = versionsHere(backend.name);
  const merging = mergeFiles({
    ...{ ...request, memory: memoryHere(backend.memory), planOnly: dryRun },
    ...(writesRecord && {
      record: { settings: { ...settings, out: name, backend: backend.name }, versions },
    }),
  });
  let planned: PlannedMerge | undefined;
  let held = 0;
  let estimate: EstimatedMerge | undefined;
  let merged: Awaited<typeof following>;
  let written = false;
  const following = follow(merging, (event) => {
    switch (event.type) {
      case 'skipped':
        events.emit({ type: 'message', level: 'warning', text: skippedText(event.flag, event.files) });
        break;
      case 'planned':
        planned = event;
        held = process.memoryUsage().rss;
        say(planText(event));
        break;
      case 'estimate':
        estimate = event;
        say(estimateText(event, held));
        meter.plan(event.work);
        break;
      case 'progress':
        reportProgress({ events, meter }, progressOf(event, planned?.files.length ?? 1));
        break;
      case 'written': {
        written = true;
        const next = settings.test === undefined ? 'compared' : 'tested';
        const text = `${name} is written; now it is ${next}`;
        events.emit({ type: 'message', level: 'info', text });
        break;
      }
      default:
        event satisfies never;
    }
  });
  try {
    merged = await following;
    await events.close();
    if (json && planned !== undefined) {
      const plan = planJson(planned, estimate);
      const result = merged === undefined ? plan : { student: name, ...plan, ...mergedJson(merged) };
      console.log(JSON.stringify(result));
    } else if (merged !== undefined && planned !== undefined) {
      const names = planned.files.map(({ location }) => location);
      say(terminal.render(mergeReport(names, merged)));
    }
  } finally {
    await events.close();
    // Though the comparison has failed, the student is there.
    if (written) say(`written: ${name}`);
  }
  if (merged === undefined || planned === undefined || estimate === undefined) return;
  const madeBy = `exmodel ${versions.exmodel}; ${backend.description}`;
  await writePage?.(mergePage({ name, command: commandLine(), madeBy, planned, estimate, held, merged }));
}

/** How the page is written; undefined if none is asked for. */
async function pageOf(
  { experts, initial, resolve }: Request,
  { write, overwrite, dryRun }: MergeManner,
  say: (text: string) => void,
) {
  if (write === undefined || dryRun) return undefined;
  const inputs = [...experts.map(({ location }) => location), ...(initial === undefined ? [] : [initial])];
  return pageWriter(write, inputs.map(resolve), { overwrite }, say);
}

/** The settings as a request; relative paths are resolved against the user's folder. */
async function requestOf(settings: MergeSettings): Promise<Request> {
  const { experts: given = [], images, test, strict = false, architecture, classes } = settings;
  const { initial, source, iterations, seed = defaultSeed, imagesPerBatch } = settings;
  const { input, trainSize, normalization } = settings;
  const budget = budgetOf(settings);
  refuseFew(given);
  const experts = given.map((expert) => withClassFile(expert, fromCallersFolder));
  refuseSameModel(experts, weightsLocation);
  const folder = (path: string | undefined) =>
    path === undefined ? undefined : { folder: fromCallersFolder(path), strict };
  const locations = locationOptions();
  const name = settings.out ?? (await defaultOut(settings, weightsLocation, locations));
  const out = studentFile(fromCallersFolder(name));
  return {
    ...{ experts, out, name },
    wishes: { architecture, classes, shape: input, normalization, trainSize, asFolder: isFolder({ out }) },
    ...{ images: folder(images), test: folder(test) },
    ...{ initial, source, iterations, budget, seed, imagesPerBatch },
    ...{ resolve: weightsLocation, locations },
  };
}

/** Whether the student is a folder of files. */
function isFolder({ out }: Pick<MergeRequest, 'out'>): boolean {
  return basename(out) === 'model.json';
}

/** @throws MergeError The student is the folder in which the command was given, or one above: its record would lie beside that. */
function refuseOwnFolder({ name, out }: Request): void {
  if (!isFolder({ out }) || !isWithin(fromCallersFolder('.'), dirname(out))) return;
  throw new MergeError(
    `--out ${name} makes a model of the folder in which the command was given, or of one above it, and its record would lie beside that`,
    'a folder for the student alone',
    'Write --out student.',
  );
}

/**
 * No input is replaced, nor what exmodel did not write.
 *
 * @returns whether a record is to be written: not where the same one is repeated
 */
async function refuseTakenOut(
  { out, name, experts, initial, resolve }: Request,
  { overwrite, recipe, isRepeated }: MergeManner,
): Promise<boolean> {
  const inputs = [
    ...experts.map(({ location }) => location),
    ...(initial === undefined ? [] : [initial]),
  ].map(resolve);
  const given = `--out ${name}`;
  const kind = 'a student that exmodel merge wrote';
  const isOwn = await isStudent(out);
  refuseTaken({ ...{ given, path: out, inputs, overwrite }, kind, isOfKind: () => isOwn });
  if (isFolder({ out })) {
    const isStudents = existsSync(out);
    // The weights of an archive are in it, not beside it.
    const models = inputs.filter((path) => extname(path).toLowerCase() === '.json');
    for (const file of ['weights.bin', 'metadata.json']) {
      const beside = (path: string) => join(dirname(path), file);
      refuseTaken({
        ...{ given, path: beside(out), inputs: models.map(beside), overwrite: overwrite || isStudents },
        ...{ kind, isOfKind: () => false },
      });
    }
  }
  const path = recordPath(out);
  if (recipe !== undefined && fromCallersFolder(recipe) === path && isRepeated) return false;
  refuseTaken({
    ...{ given: `${given} and its record, ${basename(path)}`, path, overwrite },
    ...{ inputs: recipe === undefined ? [] : [fromCallersFolder(recipe)] },
    ...{ kind: 'a record that exmodel merge wrote', isOfKind: isRecord },
  });
  return true;
}

function progressOf({ phase, done, total, expert, work, loss }: MergeProgress, experts: number) {
  const place = expert === undefined ? { done: 1, total: 1 } : { done: expert + 1, total: experts };
  return { phase, detail: `${done}/${total}`, ...place, work, loss };
}
