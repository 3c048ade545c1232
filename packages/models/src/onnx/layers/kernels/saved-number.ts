/** JSON, in which models are saved, knows no infinity; TensorFlow.js changes capital letters of texts. */
const texts = new Map<number | string, number | string>([
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
]);
const numbers = new Map([...texts].map(([value, text]) => [text, value]));

/** A number as an attribute of a layer that is saved. */
export function savedNumber(value: number): number | string {
  return texts.get(value) ?? value;
}

/** The number of such an attribute. */
export function readNumber(saved: number | string): number {
  return Number(numbers.get(saved) ?? saved);
}
