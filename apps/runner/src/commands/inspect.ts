import { type ArchitectureGuess, guessArchitectures } from '@exmodel/models';
import type { OnnxFile } from '@exmodel/models/onnx';
import { openWeights, type WeightsFile } from '@exmodel/models/weights';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { chooseBackend } from '../backends/choose-backend';
import { wasm } from '../backends/wasm';
import { printable } from '../reports/renderers/printable';
import { locationOptions, weightsLocation } from './shared/weights-location';

const formats: Readonly<Record<WeightsFile['format'], string>> = {
  safetensors: 'safetensors',
  'pytorch-zip': 'PyTorch state dict (zip)',
  'pytorch-legacy': 'PyTorch state dict (legacy format)',
  npz: 'NumPy arrays',
  'tfjs-layers': 'TensorFlow.js LayersModel',
  'tfjs-graph': 'TensorFlow.js GraphModel',
  onnx: 'ONNX',
};

export function defineInspect(program: Command): void {
  program
    .command('inspect')
    .description('print what a file of weights contains, and which architecture it fits')
    .argument('<file>', 'path, https:// or hf://owner/repo[@revision]/file')
    .option('--json', 'print it as JSON')
    .action(inspect);
}

/**
 * `exmodel inspect FILE`: prints what a weights file contains, and which architecture it fits. Safetensors are not read
 * beyond the header.
 */
async function inspect(given: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const file = await openWeights(weightsLocation(given), locationOptions());
  await chooseBackend(wasm.name); // Architectures are built for comparison; this backend starts fastest.
  const guesses = guessArchitectures(file.infos);
  const parameters = parametersOf(file);
  if (json) {
    const { location, format, size, metadata, onnx } = file;
    const tensors = Object.fromEntries(file.infos);
    console.log(
      JSON.stringify(
        {
          ...{ location, format, size, parameters, architectures: guesses, metadata, tensors },
          ...(onnx && { graph: graphFacts(onnx) }),
        },
        null,
        2,
      ),
    );
    return;
  }
  console.log(`${shown(file.location)}\n${summary(file, guesses, parameters)}\n${tensorTable(file)}`);
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
): string {
  const lines = [
    ['format', `${formats[format]}, ${grouped(size)} bytes`],
    ['architecture', guesses.map(describeGuess).join(' or ') || (onnx ? 'ONNX graph' : 'unknown')],
    ...(onnx === undefined ? [] : graphLines(onnx)),
    ['parameters', `${grouped(parameters)} in ${infos.size} tensors`],
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

function tensorTable({ infos }: WeightsFile): string {
  const table = new Table({
    head: ['tensor', 'dtype', 'shape', 'values'],
    style: { head: [], border: [] },
    // No lines between the rows: there are hundreds.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const [name, { dtype, shape }] of infos) {
    table.push([shown(name), dtype, shape.join(' × '), { content: grouped(sizeOf(shape)), hAlign: 'right' }]);
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
