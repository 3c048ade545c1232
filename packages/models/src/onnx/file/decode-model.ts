import { type DescMessage, fromBinary, ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { OnnxFileError } from '../graph/onnx-file-error';
import { type ModelProto, ModelProtoSchema } from '../schema/onnx_pb';

/** How deep messages may nest: a node's attribute is the fourth, a subgraph in it the fifth. */
const mostDepth = 12;
/** How much memory what a file describes may take, without the bytes of its tensors, in units of eight bytes: 512 MB. */
const mostUnits = 2 ** 26;
/** What one object, and what one text takes, in these units. */
const unitsOf = { message: 64, text: 8, integer: 4, number: 1 };

/**
 * The model as ONNX's schema describes it. Tensors remain views of the bytes.
 *
 * @throws {OnnxFileError} The bytes are no such model, or one that would take too much memory.
 */
export function decodeModel(location: string, bytes: Uint8Array): ModelProto {
  const refuse = (given: string): never => {
    const advice = 'Fetch or export the file again.';
    throw new OnnxFileError(location, given, 'an ONNX model', advice);
  };
  try {
    const budget = { left: mostUnits };
    charge(ModelProtoSchema, new BinaryReader(bytes), bytes.length, budget, 0);
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false, recursionLimit: mostDepth });
  } catch (error) {
    return refuse(`it cannot be decoded (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Walks over the fields without making anything of them: a file of 2-byte messages would fill the memory. */
function charge(
  message: DescMessage,
  reader: BinaryReader,
  end: number,
  budget: { left: number },
  depth: number,
): void {
  if (depth > mostDepth) throw new Error(`its messages nest deeper than ${mostDepth}`);
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const field = message.fields.find((candidate) => candidate.number === number);
    const submessage = field?.message;
    if (submessage !== undefined && wire === WireType.LengthDelimited) {
      pay(budget, unitsOf.message);
      const length = reader.uint32();
      const inner = reader.pos + length;
      if (inner > end) throw new Error('a message ends beyond the one that holds it');
      charge(submessage, reader, inner, budget, depth + 1);
    } else if (wire === WireType.LengthDelimited) {
      const length = reader.uint32();
      if (reader.pos + length > end) throw new Error('a field ends beyond the message that holds it');
      pay(budget, unitsOf.text + (field?.fieldKind === 'list' ? packedUnits(field.scalar, length) : 0));
      reader.pos += length;
    } else {
      pay(budget, unitsOf.integer);
      reader.skip(wire, number);
    }
  }
}

function packedUnits(scalar: ScalarType | undefined, length: number): number {
  if (scalar === ScalarType.FLOAT) return length / 4;
  if (scalar === ScalarType.DOUBLE) return length / 8;
  return scalar === ScalarType.STRING || scalar === ScalarType.BYTES ? 0 : length * unitsOf.integer;
}

function pay(budget: { left: number }, units: number): void {
  budget.left -= units;
  if (budget.left < 0)
    throw new Error('it describes more than 512 MB of nodes and numbers beside its tensors');
}
