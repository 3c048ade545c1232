import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { expect, test } from 'vitest';
import { describeJourney } from './journey';

describeJourney('chromium', 12, (visitor) => {
  test.each(['light', 'dark'])('axe finds nothing to mend, in %s', async (scheme) => {
    const { page } = visitor();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
  });

  test('nothing is wider than a phone', async () => {
    const { page } = visitor();
    await page.setViewport({ width: 360, height: 740 });
    expect(await widest(page)).toBeLessThanOrEqual(360);
    await page.setViewport({ width: 1000, height: 800 });
  });

  test('where WebGPU finds no GPU, who wants one is told so', async () => {
    await visitor().set('Compute on', 'gpu');
    await visitor().click('Merge them');
    await visitor().until("document.querySelector('[aria-labelledby=watch] [role=alert]') !== null");
    expect(await visitor().text('[aria-labelledby=watch]')).toMatch(
      /no GPU was found\. .*Choose “the processor” under “Compute on” in the settings\./s,
    );
  });
});

function widest(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth') as Promise<number>;
}
