import { expect, test } from 'vitest';
import { inThePage } from './in-the-page';

test.each([
  [
    'painted images are the source, but no file gives its normalisation. Expected the one that the experts were trained with. Give --mean and --std, or choose --source minversion, which needs none.',
    'painted images are the source, but no file gives its normalisation. Expected the one that the experts were trained with. Choose “Pixels” in the settings.',
  ],
  [
    'no file gives the size of its images. Expected a size. Give it: --input 32x32x1.',
    'no file gives the size of its images. Expected a size. Give it: “Size of images” 32x32x1.',
  ],
  [
    'a.pth holds NaN or infinite values in x. Expected finite weights. Count them with: exmodel inspect FILE. Give a file that was saved before its training diverged.',
    'a.pth holds NaN or infinite values in x. Expected finite weights. Give a file that was saved before its training diverged.',
  ],
])('%#: advice for the command line becomes that for the page, or is left out', (message, shown) => {
  expect(inThePage(message)).toBe(shown);
});
