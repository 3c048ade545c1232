import { expect, test } from 'vitest';
import { agreementOn, choicesOf } from './choices';

test('the likeliest of the known classes, with its share', () => {
  const logits = Float32Array.of(0, Math.log(3), 9, 5, 0, 0);
  expect(choicesOf(logits, 3, [0, 1])).toEqual({
    classes: Int16Array.of(1, 0),
    confidence: Float32Array.of(0.75, 1 / (1 + Math.exp(-5))),
  });
  expect(choicesOf(logits, 3, []).classes).toEqual(Int16Array.of(-1, -1));
});

test('agreement counts the images that the evidence gives to the classes, and no others', () => {
  const choices = (...classes: number[]) => ({
    classes: Int16Array.from(classes),
    confidence: new Float32Array(classes.length),
  });
  const said = { consensus: choices(0, 1, 1, 2, -1), student: choices(0, 1, 2, 2, 0) };
  expect(agreementOn([0, 1], said)).toEqual({ images: 3, share: 2 / 3 });
  expect(agreementOn([3], said)).toEqual({ images: 0, share: 0 });
});
