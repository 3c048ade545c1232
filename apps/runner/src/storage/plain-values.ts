import { readTypedTensors, type TensorValues, type TypedTensor, writeSafetensors } from '@exmodel/models';

/**
 * A plain value (numbers, strings, booleans, null, typed arrays, and arrays and objects of them: `Stateful` of @exmodel/distill) as a
 * safetensors file: its arrays are tensors, named by where they stand (`strategy.student.0.values`); the rest is JSON in the metadata.
 */
export function writePlainValue(value: unknown, metadata: Readonly<Record<string, string>>): Uint8Array {
  const tensors = new Map<string, TypedTensor>();
  const json = JSON.stringify(withoutArrays(value, [], tensors));
  return writeSafetensors(tensors, { ...metadata, value: json });
}

/**
 * Reads what {@link writePlainValue} wrote, to the bit.
 *
 * @throws SafetensorsError, SyntaxError or TypeError for a file that it did not write
 */
export function readPlainValue(bytes: Uint8Array): {
  readonly value: unknown;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const { tensors, metadata } = readTypedTensors(bytes);
  const { value = '', ...rest } = metadata;
  return { value: withArrays(JSON.parse(value), tensors), metadata: rest };
}

/** What JSON has no form for is an object with one of these keys. */
const arrayKey = '$array';
const numberKey = '$number';

function withoutArrays(value: unknown, path: readonly string[], tensors: Map<string, TypedTensor>): unknown {
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { [numberKey]: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    const name = path.join('.');
    const data = value as TensorValues;
    tensors.set(name, { shape: [data.length], data });
    return { [arrayKey]: name };
  }
  if (Array.isArray(value)) return value.map((item, i) => withoutArrays(item, [...path, String(i)], tensors));
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    withoutArrays(item, [...path, key], tensors),
  ]);
  return Object.fromEntries(entries);
}

function withArrays(json: unknown, tensors: ReadonlyMap<string, TypedTensor>): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item) => withArrays(item, tensors));
  const { [arrayKey]: array, [numberKey]: number } = json as Record<string, unknown>;
  if (typeof number === 'string') return Number(number);
  if (typeof array === 'string') {
    const tensor = tensors.get(array);
    if (tensor === undefined) throw new TypeError(`there is no array ${array}`);
    return tensor.data;
  }
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, withArrays(item, tensors)]));
}
