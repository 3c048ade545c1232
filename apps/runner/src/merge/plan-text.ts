import { formatDuration, printable } from '@exmodel/loggers';
import { bytesText } from '../config/bytes-text';
import { percent } from '../reports/percent';
import type { HeadLayers } from './initial-weights';
import type { MergeFilesEvent } from './merge-files';
import type { ExpertFile, Outputs } from './open-expert';

export type PlannedMerge = Extract<MergeFilesEvent, { readonly type: 'planned' }>;
export type EstimatedMerge = Extract<MergeFilesEvent, { readonly type: 'estimate' }>;

/** Who teaches whom, and on what. */
export function planText(planned: PlannedMerge): string {
  return inColumns(planLines(planned));
}

/** The same as pairs of what and value. */
export function planLines({ files, outputs, plan, source, initial }: PlannedMerge): string[][] {
  const lines = files.map(({ location, guess, graph, classes }, i) => [
    'expert',
    `${location} (${guess?.name ?? (graph?.kind === 'onnx' ? 'ONNX' : 'TensorFlow.js')}${headText(outputs[i])}): ${classes.map(({ name }) => name).join(', ')}`,
  ]);
  const shape = `${plan.shape.join('×')}${plan.isDefaultShape ? ' (the architecture’s default; --input sets another)' : ''}`;
  lines.push(
    [
      'student',
      `${plan.graph ? `the network of ${files[0]?.location}` : plan.architecture}, images ${shape}: ${plan.classes.join(', ')}`,
    ],
    ['source', source],
  );
  if (initial !== undefined) lines.push(['initial', initialText(initial)]);
  const doubtful = new Map(files.map(({ guess }) => [guess?.name, guess?.others ?? []]));
  for (const [name = '', [other, ...more]] of doubtful) {
    if (other !== undefined) lines.push(['note', alsoFits(name, [other, ...more])]);
  }
  for (const file of files) if (isReordered(file)) lines.push(['note', orderNote(file)]);
  const [name] = plan.graph?.madeUpNames ?? [];
  if (name !== undefined) lines.push(['note', namesNote(name)]);
  return lines;
}

/** Which file the experts started from, and what of it is not used. */
function initialText({ location, leftOut }: NonNullable<PlannedMerge['initial']>): string {
  const head = (layers: HeadLayers) =>
    layers.map(({ name, shape }) => `${name} (${shape.join('×')})`).join(', ') || 'no layer';
  const [first] = leftOut;
  if (first === undefined) return location;
  /** By head, the files that have it. */
  const files = new Map<string, string[]>();
  for (const { file, expert } of leftOut) files.set(head(expert), [...(files.get(head(expert)) ?? []), file]);
  const others = [...files].map(([own, [file, ...more]]) => {
    return `${more.length > 0 ? `${more.length + 1} experts have` : `${file} has`} ${own}`;
  });
  return `${location} but for ${head(first.initial)}, in whose place ${others.join('; ')}`;
}

/** What the experts' origin means for the merge. */
const origins = {
  given: 'the weights of --initial',
  estimated: 'estimated from the experts, which started alike; --initial FILE with the true one is better',
  unknown:
    'unknown, so that only the experts’ outputs tell what they know; if they started from the same weights, give these: --initial FILE',
};

/**
 * How the work is done: how long it takes, what is shared, and where memory is short.
 *
 * @param held bytes that the process held before the work was measured: a backend keeps what that took, and uses it again
 */
export function estimateText(estimate: EstimatedMerge, held: number): string {
  return inColumns(estimateLines(estimate, held));
}

/** The same as pairs of what and value. */
export function estimateLines(
  {
    milliseconds,
    images,
    drawn,
    trunk,
    sizes,
    origin,
    done,
    work,
    fewer,
    bytes,
    effort,
    exceeds,
    whole,
    iterations,
  }: EstimatedMerge,
  held: number,
): string[][] {
  const left = done === undefined ? 1 : 1 - done / work;
  const lines = [['time', `about ${formatDuration(left * milliseconds)}`]];
  if (done !== undefined)
    lines.push(['goes on', `where it was stopped: ${percent(1 - left)} % is done, in the sizes of then`]);
  if (effort !== 1) {
    const least = exceeds ? '; this is the least there is, and takes longer than --minutes' : '';
    const rest =
      whole === undefined
        ? ''
        : `; all of them would take ${formatDuration(whole)} and teach more: --effort 1, or --minutes for another time`;
    lines.push([
      'effort',
      `${percent(effort)} % of the usual images and steps: ${iterations} steps${least}${rest}`,
    ]);
  }
  if (images !== undefined)
    lines.push(['images', drawn === undefined ? `${images}` : `${images}, and ${drawn} that are drawn`]);
  if (trunk !== undefined) {
    lines.push([
      'trunk',
      `the first ${trunk} layers are the same in all experts: they stay as they are, and see each image once`,
    ]);
  }
  if (sizes !== undefined) lines.push(['size', sizesText(sizes)]);
  if (origin !== undefined) lines.push(['origin', origins[origin]]);
  lines.push(['memory', `about ${bytesText(held + bytes)}`]);
  if (fewer.length > 0) lines.push(['', `for ${fewer.join('; ')}: the student depends on this machine`]);
  return lines;
}

/** How much is lost where the student is taught on smaller images. */
function sizesText({ full, taught, same }: NonNullable<EstimatedMerge['sizes']>): string {
  const [large, small] = [full, taught].map((shape) => shape.slice(0, 2).join('×'));
  const shares = same.map((each) => `${percent(each)} %`).join(', ');
  return `taught on images of ${small}, not ${large}: on painted ones the experts choose the same class at both sizes for ${shares}`;
}

function inColumns(lines: readonly (readonly string[])[]): string {
  return lines.map(([key = '', value = '']) => `${key.padEnd(8)} ${value}`).join('\n');
}

/** What to do where the student's file is to be loaded into the module that the ONNX file came from. */
function namesNote(name: string): string {
  return (
    `the exporter folded or renamed weights (${printable(name).slice(0, 80)}), so a PyTorch module cannot load the student; for that, ` +
    'export with dynamo=True, optimize=False, or with dynamo=False, training=TrainingMode.PRESERVE, do_constant_folding=False'
  );
}

/** What to do where weights do not tell which architecture they are of. */
function alsoFits(name: string, others: readonly [string, ...string[]]): string {
  return `weights of ${name} look like those of ${others.join(' and ')}; if they are, give --architecture ${others[0]}`;
}

/** Whether the classes that the user named are those of the file itself in another order: a slip, as a rule. */
function isReordered({ classes, metadata: { classes: own = [] } }: ExpertFile): boolean {
  const isSame = classes.length === own.length && classes.every(({ name }) => own.includes(name));
  return isSame && classes.some(({ name, column }, i) => own[column ?? i] !== name);
}

function orderNote({ location, metadata: { classes: own = [] } }: ExpertFile): string {
  return `${location} itself lists its classes in another order: ${own.join(', ')}; for that one, name none: --expert ${location}`;
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
