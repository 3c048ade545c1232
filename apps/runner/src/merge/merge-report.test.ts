import { expect, it } from 'vitest';
import type { MergedModels } from './merge-models';
import { mergeReport } from './merge-report';

const merged: MergedModels = {
  tensors: {},
  origin: 'given',
  familiarity: { weight: 1.5, trust: 0.2 },
  hasBatchNorm: true,
  painted: [{ images: 100, all: 0.5, own: 0.75 }],
} as unknown as MergedModels;

/** The items under “Not known:”. */
function unknown(familiarity: MergedModels['familiarity']): readonly string[] {
  const { blocks } = mergeReport(['one.onnx'], { ...merged, familiarity });
  return blocks.flatMap((block) => (block.kind === 'list' ? block.items.map(String) : []));
}

it('says nothing of familiarity where it counts fully, or nothing is known of its trust', () => {
  expect(unknown({ weight: 1.5, trust: 0.2 })).toEqual([]);
  expect(unknown({ weight: 1, trust: undefined })).toEqual([]);
  expect(unknown(undefined)).toEqual([]);
});

it('says how far familiarity is trusted where that is not far', () => {
  const text = (words: string) => `which expert knows an image: two views of it agree ${words}`;
  expect(unknown({ weight: 1.2, trust: 0.17 })).toEqual([
    text('only somewhat (correlation 0.17, weight 1.20)'),
  ]);
  expect(unknown({ weight: 0.5, trust: 0.04 })).toEqual([text('not (correlation 0.04, weight 0.50)')]);
});
