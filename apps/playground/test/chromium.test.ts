import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { expect, test } from 'vitest';
import { describeJourney } from './journey';

describeJourney('chromium', 12, (page) => {
  test.each(['light', 'dark'])('axe finds nothing to mend, in %s', async (scheme) => {
    await page().emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page().evaluate(axe.source);
    const { violations } = (await page().evaluate('axe.run()')) as axe.AxeResults;
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
  });

  test('nothing is wider than a phone', async () => {
    await page().setViewport({ width: 360, height: 740 });
    expect(await widest(page())).toBeLessThanOrEqual(360);
    await page().setViewport({ width: 1000, height: 800 });
  });
});

function widest(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth') as Promise<number>;
}
