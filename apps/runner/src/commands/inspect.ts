import { printable } from '@exmodel/loggers';
import { type ArchitectureGuess, guessArchitectures, notFinite } from '@exmodel/models';
import type { OnnxFile } from '@exmodel/models/onnx';
import { openWeights, type WeightsFile } from '@exmodel/models/weights';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { chooseBackend } from '../backends/choose-backend';
import { wasm } from '../backends/wasm';
import { type InspectedModel, inspectModel, isStatistic, mergeParameters } from '../merge/inspect-model';
import { exmodelLine } from './shared/command-line';
import { locationOptions, weightsLocation } from './shared/weights-location';

const formats: Readonly<Record<WeightsFile['format'], string>> = {
  safetensors: 'safetensors',
  'pytorch-zip': 'PyTorch state dict (zip)',
  'pytorch-legacy': 'PyTorch state dict (legacy format)',
  npz: 'NumPy arrays',
  'tfjs-layers': 'TensorFlow.js LayersModel',
  'tfjs-graph': 'TensorFlow.js GraphModel',
  onnx: 'ONNX',
  keras: 'Keras archive (.keras)',
  'keras-h5': 'Keras HDF5 (.h5)',
};

export function defineInspect(command: Command): void {
  command
    .argument('<file>', 'path, https:// or hf://owner/repo[@revision]/file')
    .option('--json', 'print it as JSON')
    .action(inspect);
}

/** Bytes of tensors up to which the values of a file on this machine are looked at. */
const mostValues = 1e9;

/** How many values of each tensor are NaN or infinite, by name; or why it was not looked. */
type Values = ReadonlyMap<string, number> | Unseen;

interface Unseen {
  readonly reason: string;
  /** Whether the file's tensors cannot be read. */
  readonly isBroken: boolean;
}

/**
 * `exmodel inspect FILE`: prints what a weights file contains, which architecture it fits, how many of its values are NaN or
 * infinite, and what to type to merge it, or why it cannot be merged. Of safetensors and TensorFlow.js models elsewhere only the header
 * is read, which says nothing of values.
 */
async function inspect(given: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const file = await openWeights(weightsLocation(given), locationOptions());
  await chooseBackend(wasm.name); // Architectures are built for comparison; this backend starts fastest.
  const guesses = guessArchitectures(file.infos);
  const values = await valuesOf(file);
  const model = await modelOf(given, file, values);
  const parameters = (typeof model === 'string' ? undefined : model.parameters) ?? parametersOf(file);
  if (json) {
    const { location, format, size, metadata, onnx } = file;
    const tensors = Object.fromEntries(file.infos);
    console.log(
      JSON.stringify(
        {
          ...{ location, format, size, parameters, architectures: guesses, metadata, tensors },
          ...('isBroken' in values
            ? { notFinite: null, notFiniteReason: values.reason }
            : { notFinite: Object.fromEntries(values) }),
          ...(onnx && { graph: graphFacts(onnx) }),
          ...modelJson(given, model),
        },
        null,
        2,
      ),
    );
    return;
  }
  console.log(
    `${shown(file.location)}\n${summary(file, guesses, parameters, values, model)}\n${tensorTable(file, values)}\n${mergeText(given, model)}`,
  );
}

async function valuesOf(file: WeightsFile): Promise<Values> {
  const isElsewhere = /^[a-z][a-z+.-]+:\/\//i.test(file.location);
  const isWhole = !['safetensors', 'tfjs-layers', 'tfjs-graph'].includes(file.format);
  if (isElsewhere && !isWhole) return unseen('only the header was read');
  const bytes = 4 * [...file.infos.values()].reduce((total, { shape }) => total + sizeOf(shape), 0);
  if (bytes > mostValues) return unseen('there are too many');
  try {
    return notFinite(await file.read());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { reason: `cannot be read: ${reason}`, isBroken: true };
  }
}

function unseen(why: string): Unseen {
  return { reason: `not looked at: ${why}`, isBroken: false };
}

/** What merge makes of the file, or why it refuses it. */
async function modelOf(given: string, file: WeightsFile, values: Values): Promise<InspectedModel | string> {
  if ('isBroken' in values && values.isBroken) return `Its weights ${values.reason}`;
  if (!('isBroken' in values) && values.size > 0)
    return 'It holds NaN or infinite values. Give a file that was saved before its training diverged.';
  const options = { resolve: weightsLocation, locations: locationOptions() };
  return inspectModel(given, file, { ...options, isLoaded: !('isBroken' in values) });
}

/** Number of parameters: all but the counters and running statistics of batch normalisation. */
function parametersOf({ infos }: WeightsFile): number {
  let total = 0;
  for (const [name, { shape }] of infos) if (!isStatistic(name)) total += sizeOf(shape);
  return total;
}

/** What an ONNX file says of its graph, as plain values. */
function graphFacts({ opset, producer, inputShape, classes, activation, operators }: OnnxFile) {
  return { opset, producer, inputShape, classes, activation, operators: Object.fromEntries(operators) };
}

function graphLines({ opset, producer, operators }: OnnxFile): string[][] {
  const nodes = [...operators]
    .sort(([, a], [, b]) => b - a)
    .map(([operator, count]) => `${count} ${operator}`);
  return [['graph', `ONNX opset ${opset}${producer === '' ? '' : `, by ${producer}`}: ${nodes.join(', ')}`]];
}

/** What goes in and what comes out of a network that is in the file itself. */
function modelLines({ format }: WeightsFile, model: InspectedModel | string): string[][] {
  const isStateDict = ['safetensors', 'pytorch-zip', 'pytorch-legacy', 'npz'].includes(format);
  if (typeof model === 'string' || isStateDict) return [];
  const { takes, outputs, activation, isBinary } = model;
  const end = activation === 'none' ? 'logits' : `${activation}, which is cut off`;
  const input = ['input', `images ${takes.map((side) => side ?? '?').join('×')}`];
  if (outputs === undefined) return [input];
  return [input, ['output', isBinary ? `1 for two classes, ${end}` : `${outputs} classes, ${end}`]];
}

/** The line to type, or why there is none. */
function mergeText(given: string, model: InspectedModel | string): string {
  if (typeof model === 'string') return `It cannot be merged as it is. ${shown(model, 600)}`;
  const { parameters, notes } = mergeParameters(given, model);
  return `To merge it with another model:\n  ${shown(exmodelLine(parameters), 600)}\n${notes.map((note) => `  ${note}\n`).join('')}`.trimEnd();
}

function modelJson(given: string, model: InspectedModel | string) {
  if (typeof model === 'string') return { model: null, merge: null, mergeReason: model };
  const { takes, outputs, activation, isBinary } = model;
  const facts = {
    ...{ input: takes.map((side) => side ?? null), outputs: outputs ?? null },
    ...{ activation: activation ?? null, isBinary },
  };
  return { model: facts, merge: exmodelLine(mergeParameters(given, model).parameters) };
}

function summary(
  file: WeightsFile,
  guesses: readonly ArchitectureGuess[],
  parameters: number,
  values: Values,
  model: InspectedModel | string,
): string {
  const { format, size, metadata, infos, onnx } = file;
  const lines = [
    ['format', `${formats[format]}, ${grouped(size)} bytes`],
    ['architecture', guesses.map(describeGuess).join(' or ') || (onnx ? 'ONNX graph' : 'unknown')],
    ...(onnx === undefined ? [] : graphLines(onnx)),
    ...modelLines(file, model),
    ['parameters', `${grouped(parameters)} in ${infos.size} tensors`],
    ['values', describeValues(values)],
    ...Object.entries(metadata).map(([key, value]) => ['metadata', `${key}: ${value}`]),
  ];
  return lines.map(([key = '', value = '']) => `${shown(key).padEnd(14)} ${shown(value)}`).join('\n');
}

function describeGuess({ name, inputShape, classes, hiddenSize, heads, own }: ArchitectureGuess): string {
  const parts = [
    `images ${inputShape.join('×')}`,
    heads === undefined ? `${classes} classes` : `${heads} heads of ${classes} classes`,
    ...(hiddenSize === undefined ? [] : [`hs ${hiddenSize}`]),
    ...(own === undefined ? [] : [`head ${own.head}`]),
  ];
  return `${name} (${parts.join(', ')})`;
}

function describeValues(values: Values): string {
  if ('isBroken' in values) return values.reason;
  const count = [...values.values()].reduce((total, each) => total + each, 0);
  return count === 0
    ? 'all finite'
    : `${grouped(count)} NaN or infinite, in ${[...values.keys()].join(', ')}`;
}

function tensorTable({ infos }: WeightsFile, values: Values): string {
  const table = new Table({
    head: ['tensor', 'dtype', 'shape', 'values'],
    style: { head: [], border: [] },
    // No lines between the rows: there are hundreds.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const [name, { dtype, shape }] of infos) {
    const spoilt = 'isBroken' in values ? undefined : values.get(name);
    const note = spoilt === undefined ? '' : `, ${grouped(spoilt)} of them NaN or infinite`;
    const content = `${grouped(sizeOf(shape))}${note}`;
    table.push([shown(name), dtype, shape.join(' × '), { content, hAlign: 'right' }]);
  }
  return table.toString();
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Digits in groups of three. */
function grouped(count: number): string {
  return count.toLocaleString('en').replaceAll(',', '\u202f');
}

/** Text from a file, made safe for the terminal and cut. */
function shown(text: string, longest = 200): string {
  const clean = printable(text);
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean;
}
