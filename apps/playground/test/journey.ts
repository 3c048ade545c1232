import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from './browsers';
import { makeLargeModels } from './large-models';
import { makePictures } from './own-pictures';
import { mergedHere } from './students';
import { timeout, type Visitor, visit } from './visitor';

export const samples = ['digits-0-to-4.zip', 'digits-5-to-9.zip'].map((name) =>
  join(import.meta.dirname, '../public/samples', name),
);
/** Steps of the student: few, it is not to become good. */
const steps = 20;

/** The page's whole way in a browser, from the built page on a host that sets no headers. */
export function describeJourney(
  name: 'chromium' | 'firefox',
  /** How many digits of its logits are those of Node; all of them where they are computed by the same engine. */
  digits: number,
  /** Tests of the page with a student in it. */
  more?: (visitor: () => Visitor) => void,
): void {
  describe.skipIf(findBrowser(name) === undefined)(`in ${name}`, { timeout, sequential: true }, () => {
    let visitor: Visitor;
    beforeAll(async () => {
      visitor = await visit(name);
    }, timeout);
    afterAll(async () => {
      await visitor?.leave();
      expect(visitor?.problems).toEqual([]);
    });

    test('the first visit makes the page isolated, on any static host', async () => {
      await visitor.until(
        "crossOriginIsolated && navigator.serviceWorker.controller !== null && document.querySelector('button.main') !== null",
      );
      expect(await visitor.isEnabled('Merge them')).toBe(false);
    });

    test('the page is there without its host, isolated as before, and its samples say what they are', async () => {
      await visitor.host.close();
      await visitor.page.reload();
      await visitor.until("crossOriginIsolated && document.querySelector('button.main') !== null");
      await visitor.click('Try two samples');
      await visitor.until("document.querySelectorAll('.card input').length === 2");
      expect(
        await visitor.page.evaluate("[...document.querySelectorAll('.card')].map((card) => card.innerText)"),
      ).toEqual(
        ['digits-0-to-4', 'digits-5-to-9'].map((model) =>
          expect.stringMatching(
            new RegExp(
              `${model}.*TensorFlow.js model · 20,\\d+ parameters · images 28 × 28 × 1 · its softmax is cut off`,
              's',
            ),
          ),
        ),
      );
      for (let left = 2; left > 0; left--) await visitor.click('Remove');
    });

    test('models of other kinds are opened, and what cannot be is refused with a reason', async () => {
      const fixtures = join(import.meta.dirname, '../../../packages/models/test/fixtures');
      await visitor.give(
        'input[type=file]',
        ...['keras/convolutional-3.keras', 'onnx/own-preserved.onnx', 'lenet5.pth', 'labels.pt'].map((file) =>
          join(fixtures, file),
        ),
      );
      await visitor.until("document.querySelectorAll('.card input, .card [role=alert]').length === 4");
      const cards = await visitor.page.evaluate(
        "[...document.querySelectorAll('.card')].map((card) => card.innerText)",
      );
      expect(cards).toEqual([
        expect.stringMatching(/^convolutional-3.*Keras model · .* parameters · images/s),
        expect.stringMatching(/^labels.*a tensor\. Expected a state dict/s),
        expect.stringMatching(/^lenet5.*PyTorch weights, lenet · 61,706 parameters · images 32 × 32 × 1/s),
        expect.stringMatching(/^own-preserved.*ONNX model · .* parameters · images/s),
      ]);
      expect(await visitor.page.evaluate("document.querySelectorAll('.card input')[1].value")).toMatch(
        /^lenet5 1,.*lenet5 10$/,
      );
      expect(await visitor.text('[aria-labelledby=watch]')).toMatch(
        /Remove the models that cannot be merged/,
      );
      for (let left = 4; left > 0; left--) await visitor.click('Remove');
    });

    test('two files are dropped; a merge of them ends at once when it is cancelled', async () => {
      await visitor.page.evaluate(`(async () => {
        const dataTransfer = new DataTransfer();
        for (const name of ${JSON.stringify(samples.map((path) => basename(path)))})
          dataTransfer.items.add(new File([await (await fetch('./samples/' + name)).blob()], name));
        const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector('.drop').dispatchEvent(event);
      })()`);
      await visitor.until("document.querySelectorAll('.card input').length === 2");
      await visitor.set('Steps', '100000');
      await visitor.click('Merge them');
      await visitor.until("document.querySelectorAll('.wall li').length === 48");
      await visitor.click('Cancel');
      // Nothing is awaited of whoever computes.
      await visitor.page.evaluate('new Promise(requestAnimationFrame)');
      expect(await visitor.isEnabled('Merge them')).toBe(true);
      expect(await visitor.page.evaluate("document.querySelector('.wall')")).toBeNull();
    });

    test('models of 224 × 224 pixels do not freeze the page: it goes on drawing while they are merged', async () => {
      for (let left = 2; left > 0; left--) await visitor.click('Remove');
      await visitor.give('input[type=file]', ...(await makeLargeModels(visitor.folder)));
      await visitor.until("document.querySelectorAll('.card input').length === 2");
      expect(await visitor.text('.card')).toMatch(/images 224 × 224 × 3/);
      await visitor.click('Merge them');
      // A page that computed itself would be asked for no frame before it has finished.
      const frames = 30;
      await visitor.page.evaluate(`(async () => {
        for (let frame = 0; frame < ${frames}; frame++) await new Promise(requestAnimationFrame);
      })()`);
      expect(await visitor.isEnabled('Cancel')).toBe(true);
      await visitor.click('Cancel');
      for (let left = 2; left > 0; left--) await visitor.click('Remove');
      await visitor.give('input[type=file]', ...samples);
      await visitor.until("document.querySelectorAll('.card input').length === 2");
    });

    function expectSame(logits: number[][], here: number[][]): void {
      for (const [row, values] of logits.entries())
        for (const [output, logit] of values.entries())
          expect(logit).toBeCloseTo(here[row]?.[output] as number, digits);
    }

    test('the two files become a student, which TensorFlow.js loads: the one that the command makes of them', async () => {
      await visitor.set('Steps', String(steps));
      const { labels, logits } = await visitor.merge();
      expect(await visitor.text('.wall')).toMatch(/\d \d+ %/);
      expect(await visitor.text('table')).toMatch(/painted images/);
      expect(await visitor.text('[aria-labelledby=watch]')).toMatch(
        /Computed on this machine, on .*of the processor \(.*WebGPU/,
      );
      expect(labels).toEqual([...'0123456789']);
      expectSame(logits, await mergedHere(samples, steps));
    });

    test('pictures of the user teach the student that the command makes of the same folder', async () => {
      const folder = join(visitor.folder, 'pictures');
      const pictures = '[aria-labelledby=pictures]';
      await visitor.give(`${pictures} input[accept]`, ...makePictures(folder, 30));
      await visitor.until(`document.querySelector('${pictures}').innerText.includes('32 pictures')`);
      expect(await visitor.text(pictures)).toMatch(
        /Left out, since they are no JPEG or PNG files: Thumbs\.db\./,
      );
      const { logits } = await visitor.merge();
      const watched = await visitor.text('[aria-labelledby=watch]');
      expect(watched).toMatch(/Left out, since they cannot be read: broken\.png\./);
      expect(watched).toMatch(/Some of your pictures.*the images given/s);
      expect(await visitor.text('table')).toMatch(/pictures of yours/);
      expectSame(logits, await mergedHere(samples, steps, folder));
    });

    more?.(() => visitor);
  });
}
