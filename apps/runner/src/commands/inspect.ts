import { printable } from '@exmodel/loggers';
import { type ArchitectureGuess, guessArchitectures, notFinite } from '@exmodel/models';
import type { OnnxFile } from '@exmodel/models/onnx';
import { openWeights, type WeightsFile } from '@exmodel/models/weights';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { chooseBackend } from '../backends/choose-backend';
import { wasm } from '../backends/wasm';
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
type Values = ReadonlyMap<string, number> | string;

/**
 * `exmodel inspect FILE`: prints what a weights file contains, which architecture it fits, and how many of its values are NaN or
 * infinite. Of safetensors and TensorFlow.js models elsewhere only the header is read, which says nothing of values.
 */
async function inspect(given: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const file = await openWeights(weightsLocation(given), locationOptions());
  await chooseBackend(wasm.name); // Architectures are built for comparison; this backend starts fastest.
  const guesses = guessArchitectures(file.infos);
  const parameters = parametersOf(file);
  const values = await valuesOf(file);
  if (json) {
    const { location, format, size, metadata, onnx } = file;
    const tensors = Object.fromEntries(file.infos);
    console.log(
      JSON.stringify(
        {
          ...{ location, format, size, parameters, architectures: guesses, metadata, tensors },
          ...(typeof values === 'string'
            ? { notFinite: null, notFiniteReason: values }
            : { notFinite: Object.fromEntries(values) }),
          ...(onnx && { graph: graphFacts(onnx) }),
        },
        null,
        2,
      ),
    );
    return;
  }
  console.log(
    `${shown(file.location)}\n${summary(file, guesses, parameters, values)}\n${tensorTable(file, values)}`,
  );
}

async function valuesOf(file: WeightsFile): Promise<Values> {
  const isElsewhere = /^[a-z][a-z+.-]+:\/\//i.test(file.location);
  const isWhole = !['safetensors', 'tfjs-layers', 'tfjs-graph'].includes(file.format);
  if (isElsewhere && !isWhole) return 'not looked at: only the header was read';
  const bytes = 4 * [...file.infos.values()].reduce((total, { shape }) => total + sizeOf(shape), 0);
  if (bytes > mostValues) return 'not looked at: there are too many';
  try {
    return notFinite(await file.read());
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Number of trainable parameters: all but the counters and running statistics of batch normalisation. */
function parametersOf({ infos }: WeightsFile): number {
  let total = 0;
  for (const [name, { shape }] of infos) {
    if (!/(^|\.)(running_mean|running_var|num_batches_tracked)$/.test(name)) total += sizeOf(shape);
  }
  return total;
}

/** What an ONNX file says of its graph, as plain values. */
function graphFacts({ opset, producer, inputShape, classes, activation, operators }: OnnxFile) {
  return { opset, producer, inputShape, classes, activation, operators: Object.fromEntries(operators) };
}

function graphLines({ opset, producer, inputShape, classes, activation, operators }: OnnxFile): string[][] {
  const nodes = [...operators]
    .sort(([, a], [, b]) => b - a)
    .map(([operator, count]) => `${count} ${operator}`);
  const end = activation === 'none' ? 'logits' : `${activation}, which is cut off`;
  return [
    ['graph', `ONNX opset ${opset}${producer === '' ? '' : `, by ${producer}`}: ${nodes.join(', ')}`],
    ['input', `images ${inputShape.map((side) => side ?? '?').join('×')}`],
    ['output', `${classes ?? '?'} classes, ${end}`],
  ];
}

function summary(
  { format, size, metadata, infos, onnx }: WeightsFile,
  guesses: readonly ArchitectureGuess[],
  parameters: number,
  values: Values,
): string {
  const lines = [
    ['format', `${formats[format]}, ${grouped(size)} bytes`],
    ['architecture', guesses.map(describeGuess).join(' or ') || (onnx ? 'ONNX graph' : 'unknown')],
    ...(onnx === undefined ? [] : graphLines(onnx)),
    ['parameters', `${grouped(parameters)} in ${infos.size} tensors`],
    ['values', describeValues(values)],
    ...Object.entries(metadata).map(([key, value]) => ['metadata', `${key}: ${value}`]),
  ];
  return lines.map(([key = '', value = '']) => `${shown(key).padEnd(14)} ${shown(value)}`).join('\n');
}

function describeGuess({ name, inputShape, classes, hiddenSize, heads }: ArchitectureGuess): string {
  const parts = [
    `images ${inputShape.join('×')}`,
    heads === undefined ? `${classes} classes` : `${heads} heads of ${classes} classes`,
    ...(hiddenSize === undefined ? [] : [`hs ${hiddenSize}`]),
  ];
  return `${name} (${parts.join(', ')})`;
}

function describeValues(values: Values): string {
  if (typeof values === 'string') return values;
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
    const spoilt = typeof values === 'string' ? undefined : values.get(name);
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

/** Text from a file, made safe for the terminal and cut to 200 characters. */
function shown(text: string): string {
  const clean = printable(text);
  return clean.length > 200 ? `${clean.slice(0, 199)}…` : clean;
}
