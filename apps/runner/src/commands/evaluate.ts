import { existsSync, readFileSync } from 'node:fs';
import { EventStream, progressSink } from '@exmodel/loggers';
import type { Command } from 'commander';
import { chooseBackend } from '../backends/choose-backend';
import { memoryHere } from '../config/memory';
import { evaluateFiles } from '../merge/evaluation/evaluate-files';
import {
  addEvaluations,
  differenceOf,
  type Evaluation,
  evaluationSchema,
} from '../merge/evaluation/evaluation-counts';
import { evaluationReport, sitesTable } from '../merge/evaluation/evaluation-report';
import { type ExpertArgument, parseExpertArgument, withClassFile } from '../merge/expert-argument';
import { MergeError } from '../merge/merge-error';
import { readRecord } from '../merge/recipe/read-record';
import { terminal } from '../reports/renderers/terminal';
import type { Report } from '../reports/report';
import { readJson } from '../storage/read-json';
import { follow } from '../teaching/follow';
import { reportProgress } from '../teaching/report-progress';
import { WorkMeter } from '../teaching/work-meter';
import { type BackendFlags, withBackendOptions } from './shared/backend-option';
import { fromCallersFolder } from './shared/callers-folder';
import { type ImageFlags, skippedText, wishedImages, withImageOptions } from './shared/image-options';
import { repeatable } from './shared/repeatable';
import { locationOptions, weightsLocation } from './shared/weights-location';

interface EvaluateFlags extends ImageFlags, BackendFlags {
  readonly experts: readonly string[];
  readonly images?: string;
  readonly strict?: boolean;
  readonly join?: readonly string[];
  readonly json?: boolean;
}

export function defineEvaluate(command: Command): void {
  command
    .argument(
      '[student]',
      'a model, as merge takes it: FILE, or FILE:cat,dog if it does not name its classes',
    )
    .option(
      '--images <folder>',
      'labelled JPEG and PNG images: a folder for each class, named after the class',
    )
    .option(
      '--expert, --experts <file:classes...>',
      'the experts that it was merged from; default: those of the recipe beside it; repeatable',
      every,
      [],
    )
    .option('--join <results...>', 'instead: add up results that several sites printed with --json', every)
    .option('--strict', 'stop at a file that is not an image, instead of skipping it')
    .option('--json', 'print the counts as JSON, without any image');
  withBackendOptions(withImageOptions(command)).action(
    async (student: string | undefined, flags: EvaluateFlags) => {
      const report = flags.join === undefined ? await test(student, flags) : join(student, flags.join, flags);
      if (report !== undefined) console.log(terminal.render(report));
    },
  );
}

const every = (value: string, earlier: readonly string[] | undefined) => repeatable(value, earlier ?? []);

const expertArgument = (text: string) => withClassFile(parseExpertArgument(text), fromCallersFolder);

/** `exmodel evaluate STUDENT --images DIR`: its accuracy. With `--json`, prints the counts and returns nothing. */
async function test(student: string | undefined, flags: EvaluateFlags): Promise<Report | undefined> {
  const { images, strict = false, json = false } = flags;
  if (student === undefined || images === undefined) {
    throw new MergeError(
      student === undefined ? 'no student was given' : `no images were given to test ${student} on`,
      'both, or results to add up',
      'Write exmodel evaluate FILE --images DIR, or exmodel evaluate --join RESULT RESULT.',
    );
  }
  const tested = expertArgument(student);
  const { experts, missing } =
    flags.experts.length > 0
      ? { experts: flags.experts.map(expertArgument), missing: undefined }
      : recordedExperts(weightsLocation(tested.location));
  const request = {
    ...{ student: tested, experts },
    wishes: wishedImages(flags),
    images: { folder: fromCallersFolder(images), strict },
    ...{ resolve: weightsLocation, locations: locationOptions() },
  };
  const backend = await chooseBackend(flags.backend, flags.threads);
  // With --json the results alone are on standard output.
  const events = new EventStream([progressSink(json ? process.stderr : process.stdout)]);
  if (missing !== undefined) {
    const text = `${missing}, from which the student was merged, is not there: it is tested alone (--experts names them elsewhere)`;
    events.emit({ type: 'message', level: 'warning', text });
  }
  const meter = new WorkMeter();
  const evaluating = evaluateFiles({ ...request, memory: memoryHere(backend.memory) });
  try {
    const evaluation = await follow(evaluating, (event) => {
      if (event.type === 'planned') meter.plan(event.work);
      else if (event.type === 'skipped')
        events.emit({ type: 'message', level: 'warning', text: skippedText('--images', event.files) });
      else {
        const { phase, done, total, work } = event;
        reportProgress({ events, meter }, { phase, detail: `${done}/${total}`, done: 1, total: 1, work });
      }
    });
    await events.close();
    if (!json) return evaluationReport(evaluation);
    console.log(JSON.stringify(evaluation));
    return undefined;
  } finally {
    await events.close();
  }
}

/** The experts that the record beside a student names: all, or none and the first file that is missing. */
function recordedExperts(student: string) {
  const { experts = [] } = readRecord(student) ?? {};
  const isMissing = ({ location }: ExpertArgument) => {
    const path = weightsLocation(location);
    return !/^[a-z][a-z+.-]+:\/\//i.test(path) && !existsSync(path);
  };
  const missing = experts.find(isMissing)?.location;
  return { experts: missing === undefined ? experts : [], missing };
}

/** `exmodel evaluate --join a.json b.json`: what several sites have counted, as one. */
function join(
  student: string | undefined,
  files: readonly string[],
  { json = false, images }: EvaluateFlags,
): Report | undefined {
  if (student !== undefined || images !== undefined) {
    throw new MergeError(
      `--join was given with ${student === undefined ? '--images' : student}`,
      'either results to add up, or a student to test',
      'Test it first, with --json and > RESULT; then join the results.',
    );
  }
  const paths = files.map(fromCallersFolder);
  const twice = files.find((_, i) => paths.indexOf(paths[i] as string) !== i);
  if (twice !== undefined)
    throw new MergeError(`--join names ${twice} twice`, 'every result once', 'Leave one out.');
  const read = paths.map((path, i) => readEvaluation(path, files[i] as string));
  const [first, ...others] = read as [Evaluation, ...Evaluation[]];
  for (const [i, other] of others.entries()) {
    const difference = differenceOf(first, other);
    if (difference === undefined) continue;
    throw new MergeError(
      `${files[i + 1]} has other ${difference} than ${files[0]}`,
      'results of one student, tested beside the same experts',
      'Let every site run the same command on the same student.',
    );
  }
  const all = others.reduce(addEvaluations, first);
  if (json) {
    console.log(JSON.stringify(all));
    return undefined;
  }
  const report = evaluationReport(all);
  return {
    ...report,
    blocks: [...report.blocks, sitesTable(read.map((each, i) => [files[i] as string, each]))],
  };
}

function readEvaluation(path: string, shown: string): Evaluation {
  const expected = 'what exmodel evaluate --json prints';
  const refuse = (fault: string): never => {
    throw new MergeError(
      `${shown} is no result of a test: ${fault}`,
      expected,
      'Write it with: exmodel evaluate STUDENT --images DIR --json > RESULT.json',
    );
  };
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    refuse((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error));
  }
  const result = readJson(text, evaluationSchema);
  return 'value' in result ? result.value : refuse(result.fault);
}
