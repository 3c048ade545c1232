import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBrowser, imitatedGpu } from '../browsers';
import { samples } from '../journey';
import { makePictures } from '../own-pictures';
import { mergedHere } from '../students';
import { timeout, visit } from '../visitor';

test.skipIf(findBrowser('chromium') === undefined)(
  'a GPU, though an imitated one, computes when it is chosen: the student of the processor, to two digits',
  async () => {
    const steps = 1;
    const visitor = await visit('chromium', imitatedGpu);
    await visitor.until('crossOriginIsolated && document.querySelector("button.main") !== null');
    await visitor.click('Try two samples');
    await visitor.until("document.querySelectorAll('.card input').length === 2");
    await visitor.set('Steps', String(steps));
    await visitor.set('Compute on', 'gpu');
    // Few images: such a GPU is slow.
    const folder = join(visitor.folder, 'pictures');
    await visitor.give('input[accept]', ...makePictures(folder, 10));
    await visitor.until(
      "document.querySelector('[aria-labelledby=pictures]').innerText.includes('12 pictures')",
    );
    const { logits } = await visitor.merge();
    const watched = await visitor.text('[aria-labelledby=watch]');
    const here = await mergedHere(samples, steps, folder);
    await visitor.leave();
    expect(watched).toMatch(
      /Computed on this machine, on the GPU google swiftshader, which the processor imitates/,
    );
    expect(visitor.problems).toEqual([]);
    for (const [row, values] of logits.entries())
      for (const [output, logit] of values.entries())
        expect(logit).toBeCloseTo(here[row]?.[output] as number, 2);
  },
  timeout,
);
