import { type Constant, sizeOf } from '../graph/constant';
import { OnnxFileError } from '../graph/onnx-file-error';
import type { ImageInput, OnnxGraph } from '../graph/onnx-graph';
import { type AttributeValue, OnnxNode } from '../graph/onnx-node';
import {
  type AttributeProto,
  type GraphProto,
  AttributeProto_AttributeType as Kind,
  type ModelProto,
  type NodeProto,
  type ValueInfoProto,
} from '../schema/onnx_pb';
import { imageInput } from './image-input';
import { mostValues, type ReadBeside, readTensor, tensorHeader } from './read-tensor';

/** The versions of the standard operators that are read. */
const opsets = { least: 11, most: 25 };
/** A large network has a few thousand. */
const mostNodes = 50_000;

/** The version of the standard operators that a model uses; 0 if it names none. */
export function opsetOf({ opsetImport }: ModelProto): number {
  const standard = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  return Number(standard?.version ?? 0);
}

/**
 * The graph of a model, with all of its tensors.
 *
 * @throws {OnnxFileError} It is of another version, or has not one input and one output.
 */
export async function readGraph(
  location: string,
  model: ModelProto,
  readBeside: ReadBeside,
): Promise<OnnxGraph> {
  const opset = opsetOf(model);
  if (!(opset >= opsets.least && opset <= opsets.most)) {
    throw new OnnxFileError(
      location,
      `it uses version ${opset} of ONNX's operators`,
      `${opsets.least} to ${opsets.most}`,
      'Export it with opset_version=17.',
    );
  }
  const graph = graphOf(location, model);
  checkSizes(location, graph);
  const initializers = new Map<string, Constant>();
  for (const tensor of graph.initializer) {
    initializers.set(tensor.name, await readTensor(location, tensor, true, readBeside));
  }
  const nodes: OnnxNode[] = [];
  for (const node of graph.node) nodes.push(await readNode(location, opset, node, nodes.length, readBeside));
  return {
    location,
    opset,
    nodes,
    initializers,
    input: graphInput(location, model),
    output: headOf(location, model).logits,
  };
}

/** @throws {OnnxFileError} There is not one input beside the weights, or it is no image. */
export function graphInput(location: string, model: ModelProto): ImageInput {
  const graph = graphOf(location, model);
  const weights = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !weights.has(name));
  const input = only(location, inputs, 'input');
  return imageInput(location, input.name, shapeOf(input));
}

/** The shape that the file states; undefined for what it leaves free. */
function shapeOf({ type }: ValueInfoProto): readonly (number | undefined)[] {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined;
  return (tensor?.shape?.dim ?? []).map(({ value }) => {
    const side = value.case === 'dimValue' ? Number(value.value) : 0;
    return side > 0 ? side : undefined;
  });
}

/** How many outputs the file states. */
export function classCount(location: string, model: ModelProto): number | undefined {
  return shapeOf(only(location, graphOf(location, model).output, 'output')).at(-1);
}

/** Tensors that share bytes of another file would otherwise be as large as their number. */
function checkSizes(location: string, { initializer, node }: GraphProto): void {
  if (node.length > mostNodes) {
    throw new OnnxFileError(
      location,
      `it has ${node.length} nodes`,
      `at most ${mostNodes}`,
      'Export it again.',
    );
  }
  const inNodes = node.flatMap(({ attribute }) => attribute.flatMap(({ t }) => (t === undefined ? [] : [t])));
  const values = [...initializer, ...inNodes].reduce(
    (sum, tensor) => sum + sizeOf(tensorHeader(location, tensor).shape),
    0,
  );
  if (values > mostValues) {
    const given = `its tensors have ${values} values together`;
    throw new OnnxFileError(location, given, `at most ${mostValues}`, 'Use a smaller model.');
  }
}

/** What the outputs of a classifier are: logits, or what the file makes of them at its end. */
export type HeadActivation = 'none' | 'softmax' | 'log-softmax' | 'sigmoid';

const heads: Readonly<Record<string, HeadActivation>> = {
  LogSoftmax: 'log-softmax',
  Sigmoid: 'sigmoid',
  Softmax: 'softmax',
};

/** The name of the logits, and what comes after them. @throws {OnnxFileError} There is not one output. */
export function headOf(location: string, model: ModelProto) {
  const graph = graphOf(location, model);
  const output = only(location, graph.output, 'output').name;
  const last = graph.node.find((node) => node.output.includes(output));
  const [logits] = last?.input ?? [];
  const activation =
    last === undefined || !Object.hasOwn(heads, last.opType) ? undefined : heads[last.opType];
  if (activation === undefined || logits === undefined)
    return { logits: output, activation: 'none' as const };
  return { logits, activation };
}

function graphOf(location: string, { graph }: ModelProto): GraphProto {
  if (graph !== undefined) return graph;
  throw new OnnxFileError(location, 'it has no graph', 'a model', 'Fetch or export the file again.');
}

function only(location: string, values: readonly ValueInfoProto[], what: string): ValueInfoProto {
  const [value, ...others] = values;
  if (value !== undefined && others.length === 0) return value;
  const names = values.slice(0, 8).map(({ name }) => name.slice(0, 80));
  throw new OnnxFileError(
    location,
    `it has ${values.length} ${what}s (${names.join(', ')})`,
    `one ${what}: ${what === 'input' ? 'images' : 'logits'}`,
    'Export a module whose forward takes images and returns logits.',
  );
}

async function readNode(
  location: string,
  opset: number,
  { name, opType, domain, input, output, attribute }: NodeProto,
  index: number,
  readBeside: ReadBeside,
): Promise<OnnxNode> {
  const label = name || output[0] || `number ${index + 1}`;
  const op = domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`;
  const attributes = new Map<string, AttributeValue>();
  for (const each of attribute) {
    const value = await attributeValue(location, each, readBeside);
    if (value !== undefined) attributes.set(each.name, value);
  }
  return new OnnxNode(location, label, op, opset, input, output, attributes);
}

/** Undefined for kinds that no operator here has, such as subgraphs: operators refuse what they miss. */
async function attributeValue(
  location: string,
  { type, i, f, s, ints, floats, t }: AttributeProto,
  readBeside: ReadBeside,
): Promise<AttributeValue | undefined> {
  switch (type) {
    case Kind.INT:
      return Number(i);
    case Kind.FLOAT:
      return f;
    case Kind.STRING:
      return new TextDecoder().decode(s.subarray(0, 200));
    case Kind.INTS:
      return ints.map(Number);
    case Kind.FLOATS:
      return floats;
    case Kind.TENSOR:
      return t && readTensor(location, t, false, readBeside);
    default:
      return undefined;
  }
}
