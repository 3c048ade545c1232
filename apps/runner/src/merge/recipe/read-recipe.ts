import { canonicalModelName, modelNames } from '@exmodel/models';
import { z } from 'zod';
import { backendNames } from '../../backends/registry';
import { ConfigError, type Problem } from '../../config/config-error';
import { describeIssue, type Vocabulary } from '../../config/describe-issue';
import { quoted } from '../../config/excerpt';
import { count, seedValue } from '../../config/key-values';
import { suggestion } from '../../config/nearest';
import { readYamlFile } from '../../config/yaml-file';
import { leastEffort } from '../budget';
import { classFileOf } from '../class-file';
import { classListText, type NamedClass, parseClassList } from '../class-list';
import { type ExpertArgument, parseExpertArgument } from '../expert-argument';
import { parseInput, refuseOtherChannels, refuseOtherPixels } from '../input-format';
import { MergeError } from '../merge-error';
import type { MergeSettings } from '../merge-settings';
import { mergeSourceNames } from '../sources';

const text = z.string().min(1);
/** A class called 5 is a number in YAML. */
const className = z.union([text, z.number()], { error: 'expected a name' }).transform(String);
const numbers = z
  .union([z.number(), z.array(z.number()).min(1)], { error: 'expected a number for each channel' })
  .transform((given) => [given].flat());
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');

const shareOfAll = `expected a number from ${leastEffort} to 1`;

const expertSchema = z.strictObject({
  file: text,
  classes: z
    .union([z.array(className).min(1), z.record(z.string(), z.int().min(0)), text], {
      error: 'expected a list of names, or of each name its output',
    })
    .optional(),
  sha256: hash.optional(),
});

const recipeSchema = z.strictObject({
  experts: z.array(expertSchema, { error: 'expected a list of experts' }).min(2, 'expected two or more'),
  out: text.optional(),
  architecture: text.optional(),
  classes: z.array(className).min(1).optional(),
  input: text
    .regex(/^\d{1,5}[x×]\d{1,5}[x×]\d{1,3}$/, 'expected HEIGHTxWIDTHxCHANNELS, such as 32x32x1')
    .optional(),
  mean: numbers.optional(),
  std: numbers.refine((values) => values.every((value) => value > 0), 'expected numbers above 0').optional(),
  'train-size': count.optional(),
  initial: text.optional(),
  images: text.optional(),
  test: text.optional(),
  strict: z.boolean().optional(),
  source: z.enum(mergeSourceNames).optional(),
  iterations: count.optional(),
  quick: z.boolean().optional(),
  minutes: z.number().positive('expected a number above 0').optional(),
  effort: z.number().min(leastEffort, shareOfAll).max(1, shareOfAll).optional(),
  seed: seedValue.optional(),
  'images-per-batch': count.optional(),
  backend: z.enum(backendNames).optional(),
  /** What wrote the recipe, if exmodel did; only for people. */
  made: z.record(z.string(), z.unknown()).optional(),
});

/** The options of `exmodel merge` that are no keys: they are about one call, on one machine. */
export const callOptions = ['overwrite', 'write', 'dry-run', 'json', 'threads', 'plugin'];

const ofCall = (key: string) =>
  callOptions.includes(key) ? `It is an option of the command line: write --${key} there` : undefined;

const vocabulary: Vocabulary = {
  what: 'a recipe',
  allKeys: 'exmodel merge --help',
  several: () => undefined,
  top: { keys: () => Object.keys(recipeSchema.shape), misplaced: ofCall },
  below: {
    experts: {
      keys: () => Object.keys(expertSchema.shape),
      misplaced: (key) =>
        key in recipeSchema.shape
          ? 'It is the same for the whole merge; set it at the top level'
          : ofCall(key),
    },
  },
};

/** Whether an argument of merge names a recipe. */
export function isRecipe(argument: string): boolean {
  return /\.ya?ml$/i.test(argument);
}

/**
 * Reads a recipe of `exmodel merge`: a YAML file whose keys are the command's options, but for {@link callOptions}.
 *
 * @throws ConfigError listing everything that is wrong, each with file, line and key
 */
export function readRecipe(path: string): MergeSettings & { readonly experts: readonly ExpertArgument[] } {
  const { values, place } = readYamlFile(path, 'Give the path of a recipe for exmodel merge.');
  const problems: Problem[] = [];
  const given = {
    ...values,
    ...('experts' in values && { experts: expanded(values.experts, place, problems) }),
  };
  const checked = recipeSchema.safeParse(given);
  if (!checked.success) {
    problems.push(...checked.error.issues.flatMap((issue) => describeIssue(issue, given, place, vocabulary)));
    throw new ConfigError(problems);
  }
  const {
    experts,
    input,
    mean,
    std,
    'images-per-batch': imagesPerBatch,
    'train-size': trainSize,
    made: _,
    ...settings
  } = checked.data;
  const { architecture } = settings;
  if (architecture !== undefined && !modelNames().includes(canonicalModelName(architecture))) {
    const near = suggestion(architecture, modelNames());
    const known = `${near} Expected one of ${modelNames().join(', ')}.`;
    const said = `"architecture" is ${quoted(architecture)}: there is none of that name.${known}`;
    problems.push(() => ({ place: place(['architecture']), text: said }));
  }
  const only = mean === undefined ? 'std' : 'mean';
  if ((mean === undefined) !== (std === undefined))
    problems.push(() => ({ place: place([only]), text: `only "${only}" is given. Give "mean" and "std".` }));
  const shape = input === undefined ? undefined : parseInput(input);
  const normalization = mean && std && { mean, std };
  if (shape !== undefined && normalization !== undefined)
    collect(problems, place(['mean']), () => refuseOtherChannels(normalization, shape));
  if (normalization) collect(problems, place(['mean']), () => refuseOtherPixels(normalization));
  const budgets = (['quick', 'minutes', 'effort'] as const).filter((key) => values[key] !== undefined);
  const [first, second] = budgets;
  if (first !== undefined && second !== undefined) {
    const said = `"${first}" and "${second}" are both given. Keep one of them.`;
    problems.push(() => ({ place: place([second]), text: said }));
  }
  const named = experts.map(({ file, classes, sha256 }, i) => ({
    location: file,
    classes: undefined,
    ...collect(problems, place(['experts', String(i), 'classes']), () => namedClasses(file, classes)),
    ...(sha256 !== undefined && { sha256 }),
  }));
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    ...settings,
    experts: named,
    ...(imagesPerBatch !== undefined && { imagesPerBatch }),
    ...(trainSize !== undefined && { trainSize }),
    ...(shape && { input: shape }),
    ...(normalization && { normalization }),
  };
}

/** The classes of an expert: names in the order of its outputs, each name with its output, or as on the command line (`cat=3,dog=5`, `@labels.txt`). */
function namedClasses(
  file: string,
  classes: z.output<typeof expertSchema>['classes'],
): Pick<ExpertArgument, 'classes' | 'classFile'> {
  if (typeof classes !== 'string') return { classes: classes && listed(classes) };
  const classFile = classFileOf(classes);
  if (classFile !== undefined) return { classes: undefined, classFile };
  return { classes: parseClassList(classes, `${file}: ${classes}`, 'Write cat,dog or cat=3,dog=5.') };
}

function listed(classes: readonly string[] | Readonly<Record<string, number>>): readonly NamedClass[] {
  if (Array.isArray(classes)) return classes.map((name: string) => ({ name }));
  return Object.entries(classes).map(([name, column]) => ({ name, column }));
}

/** The experts, those that are written as on the command line (`FILE:cat,dog`) taken apart. */
function expanded(
  experts: unknown,
  place: (path: readonly string[]) => string,
  problems: Problem[],
): unknown {
  if (!Array.isArray(experts)) return experts;
  return experts.map((expert: unknown, i) => {
    if (typeof expert !== 'string') return expert;
    const parsed = collect(problems, place(['experts', String(i)]), () => parseExpertArgument(expert));
    const { location = expert, classes, classFile } = parsed ?? {};
    const list = classFile === undefined ? classes && classListText(classes) : `@${classFile}`;
    return { file: location, ...(list !== undefined && { classes: list }) };
  });
}

/** Makes a problem of what a MergeError says. */
function collect<T>(problems: Problem[], place: string, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof MergeError)) throw error;
    problems.push(() => ({ place, text: error.message }));
    return undefined;
  }
}
