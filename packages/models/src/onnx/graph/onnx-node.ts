import type { Constant } from './constant';
import { OnnxFileError } from './onnx-file-error';

export type AttributeValue = number | string | readonly number[] | Constant;

/** A node of the graph, with what it needs to refuse what it cannot do. */
export class OnnxNode {
  constructor(
    private readonly location: string,
    readonly name: string,
    readonly op: string,
    /** Of the standard operators: what they mean depends on it. */
    readonly opset: number,
    /** Names of values; '' where an optional one is left out. */
    readonly inputs: readonly string[],
    readonly outputs: readonly string[],
    private readonly attributes: ReadonlyMap<string, AttributeValue>,
  ) {}

  has(attribute: string): boolean {
    return this.attributes.has(attribute);
  }

  number(attribute: string, otherwise: number): number {
    const value = this.attributes.get(attribute) ?? otherwise;
    return typeof value === 'number' ? value : this.refuseAttribute(attribute, 'a number');
  }

  text(attribute: string, otherwise: string): string {
    const value = this.attributes.get(attribute) ?? otherwise;
    return typeof value === 'string' ? value : this.refuseAttribute(attribute, 'text');
  }

  numbers(attribute: string, otherwise?: readonly number[]): readonly number[] {
    const value = this.attributes.get(attribute) ?? otherwise;
    if (typeof value === 'object' && !('kind' in value)) return value;
    return this.refuseAttribute(attribute, 'a list of numbers');
  }

  /** A few integers, such as axes and sizes. */
  integers(attribute: string, otherwise?: readonly number[]): readonly number[] {
    const values = this.numbers(attribute, otherwise);
    if (values.length > 4096) this.refuseAttribute(attribute, 'at most 4096 integers');
    return this.wholeNumbers(values, attribute);
  }

  /** @param what are these numbers, which must be integers? */
  wholeNumbers(values: readonly number[], what: string): readonly number[] {
    if (values.every(Number.isInteger)) return values;
    return this.refuse(`has [${values.slice(0, 8)}] for ${what}`, 'integers');
  }

  tensor(attribute: string): Constant {
    const value = this.attributes.get(attribute);
    if (typeof value === 'object' && 'kind' in value) return value;
    return this.refuseAttribute(attribute, 'a tensor');
  }

  /** Throws the error that names this node. */
  refuse(given: string, expected: string, advice = 'Export the model again without it.'): never {
    const { name, op } = this;
    const where = `node '${name.slice(0, 200)}' (${op.slice(0, 80)})`;
    throw new OnnxFileError(this.location, `${where} ${given}`, expected, advice, { name, op });
  }

  private refuseAttribute(attribute: string, expected: string): never {
    return this.refuse(`has no usable attribute '${attribute}'`, `${attribute} to be ${expected}`);
  }
}
