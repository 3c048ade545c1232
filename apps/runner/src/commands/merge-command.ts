import { type Command, InvalidArgumentError, Option } from 'commander';
import { leastEffort, quickEffort, usualBudget } from '../merge/budget';
import { classFileOf, readClassFile } from '../merge/class-file';
import { parseClassList } from '../merge/class-list';
import { parseExpertArgument } from '../merge/expert-argument';
import { MergeError } from '../merge/merge-error';
import { mergeDefaults } from '../merge/merge-options';
import type { MergeSettings } from '../merge/merge-settings';
import { callOptions, isRecipe, readRecipe } from '../merge/recipe/read-recipe';
import { mergeSourceNames } from '../merge/sources';
import { endings } from '../reports/renderers/registry';
import { defaultSeed, merge } from './merge';
import { type BackendFlags, withBackendOptions } from './shared/backend-option';
import { fromCallersFolder } from './shared/callers-folder';
import { type ImageFlags, wishedImages, withImageOptions } from './shared/image-options';
import { type OverwriteFlags, overwriteOption } from './shared/overwrite-option';
import { repeatable } from './shared/repeatable';
import { aboveZero, atLeastOne, wholeNumber } from './shared/whole-number';

export function defineMerge(command: Command): void {
  command
    .argument(
      '[experts...]',
      `models, as --expert takes them; of a TensorFlow.js model also its folder; or a recipe, a .yaml file with the options below as keys, except --${callOptions.join(', --')}`,
    )
    .option(
      '--expert <file:classes>',
      'a model and its classes in the order of its outputs, FILE:cat,dog; for some outputs only, FILE:cat=3,dog=5; names with , or = in double quotes, or in a text file, one a line, FILE:@labels.txt; repeatable',
      repeatable,
      [],
    )
    .option(
      '--out <file>',
      'student to write: .safetensors, .pth, .pt, or .onnx or a folder if the first expert is an ONNX or a TensorFlow.js layers model; default: student, in the kind of the first expert, or student.safetensors with --architecture',
    )
    .addOption(overwriteOption())
    .option(
      '--architecture <name>',
      'architecture of the student; default: that of the experts (of the first, if it is an ONNX or a TensorFlow.js layers model)',
    )
    .option(
      '--classes <names>',
      'order of the student’s outputs, or a text file of it, @labels.txt; default: that of the experts',
    );
  withImageOptions(command)
    .option(
      '--initial <file>',
      'the weights that the experts’ training started from, to measure which images are familiar to which expert',
    )
    .option(
      '--train-size <pixels>',
      'teach on images of this side, smaller than --input: faster, for models that take images of any size; the student still takes those of --input',
      atLeastOne,
    )
    .option('--images <folder>', 'folder of unlabelled JPEG and PNG images, to learn from and to compare on')
    .option(
      '--test <folder>',
      'labelled images to test the student on at the end: a folder for each class, named after the class',
    )
    .option(
      '--strict',
      'stop at a file in --images or --test that is not a JPEG or PNG image, instead of skipping it',
    )
    .addOption(
      new Option('--source <name>', 'what to learn from instead of --images').choices(mergeSourceNames),
    )
    .option(
      '--iterations <count>',
      `training steps of the student; default: ${mergeDefaults.consensusIterations}, or ${mergeDefaults.iterations} per expert if it learns from them in turn`,
      atLeastOne,
    )
    .addOption(
      new Option(
        '--quick',
        `for a first look: ${100 * quickEffort} % of the usual images and steps, as --effort ${quickEffort}`,
      ).conflicts(['minutes', 'effort']),
    )
    .addOption(
      new Option(
        '--minutes <number>',
        `take fewer images and steps than usual, so that making images, teaching and comparing take about so long; default: ${usualBudget.minutes}, or all of --iterations`,
      )
        .argParser(aboveZero)
        .conflicts('effort'),
    )
    .addOption(
      new Option(
        '--effort <share>',
        `share of the usual images and steps, ${leastEffort} to 1 (all of them, however long they take)`,
      ).argParser(effort),
    )
    .option(
      '--images-per-batch <count>',
      'how many images go through a model together, at most; default: as many as fit the memory',
      atLeastOne,
    )
    .option('--seed <number>', `seed of all random draws; default: ${defaultSeed}`, wholeNumber)
    .option('--write <file>', `write a page about the result to this file (${endings().join(', ')})`)
    .option('--dry-run', 'only print what would be done')
    .option('--json', 'print plan and result as JSON');
  withBackendOptions(command).action(async (given: readonly string[], flags: MergeFlags) => {
    const { overwrite = false, dryRun = false, json = false, write, threads, ...others } = flags;
    const arguments_ = [...given, ...flags.expert];
    const recipes = arguments_.filter(isRecipe);
    const [recipe] = recipes;
    if (recipe !== undefined && arguments_.length > 1) {
      throw new MergeError(
        `${recipe} was given beside ${arguments_.find((other) => other !== recipe) ?? 'itself'}`,
        'either a recipe, or experts',
        'Name all experts in the recipe.',
      );
    }
    const read: MergeSettings = recipe === undefined ? {} : readRecipe(fromCallersFolder(recipe));
    const own = settingsOf(others, recipe === undefined ? arguments_ : []);
    const isRepeated = Object.keys(own).length === 0;
    const { quick, minutes, effort: share, ...rest } = read;
    const budget = own.quick || own.minutes || own.effort ? {} : { quick, minutes, effort: share };
    await merge(
      { ...rest, ...budget, ...own },
      { recipe, isRepeated, overwrite, dryRun, json, write, threads },
    );
  });
}

interface MergeFlags extends OverwriteFlags, ImageFlags, BackendFlags {
  /** `FILE:cat,dog`. */
  readonly expert: readonly string[];
  readonly out?: string;
  readonly architecture?: string;
  readonly classes?: string;
  readonly trainSize?: number;
  readonly initial?: string;
  readonly images?: string;
  readonly test?: string;
  readonly strict?: boolean;
  readonly source?: string;
  readonly iterations?: number;
  readonly quick?: boolean;
  readonly minutes?: number;
  readonly effort?: number;
  readonly imagesPerBatch?: number;
  readonly seed?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly write?: string;
}

/** What the command line itself says. */
function settingsOf(
  {
    expert: _,
    input,
    mean,
    std,
    classes,
    ...others
  }: Omit<MergeFlags, 'overwrite' | 'dryRun' | 'json' | 'write' | 'threads'>,
  experts: readonly string[],
): MergeSettings {
  const { shape, normalization } = wishedImages({
    ...(input !== undefined && { input }),
    ...(mean !== undefined && { mean }),
    ...(std !== undefined && { std }),
  });
  return {
    ...others,
    ...(experts.length > 0 && { experts: experts.map(parseExpertArgument) }),
    ...(classes !== undefined && { classes: parseNames(classes) }),
    ...(shape && { input: shape }),
    ...(normalization && { normalization }),
  };
}

function effort(value: string): number {
  if (Number(value) >= leastEffort && Number(value) <= 1) return Number(value);
  throw new InvalidArgumentError(`Expected a number from ${leastEffort} to 1.`);
}

function parseNames(list: string): string[] {
  const file = classFileOf(list);
  if (file !== undefined) return readClassFile(file, fromCallersFolder(file));
  const advice =
    'Write --classes cat,dog, with a name with , or = in double quotes; or --classes @labels.txt.';
  return parseClassList(list, `--classes ${list}`, advice).map(({ name }) => name);
}
