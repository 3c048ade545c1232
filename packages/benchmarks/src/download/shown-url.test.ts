import { expect, test } from 'vitest';
import { shownUrl } from './shown-url';

test.each([
  ['https://host/a/b.gz', 'https://host/a/b.gz'],
  ['http://me:secret@host:8080/a', 'http://host:8080/a'],
  ['https://me:se@cret@host/a@b', 'https://host/a@b'],
  ['https://host/a?X-Amz-Signature=secret', 'https://host/a?…'],
  ['https://host/a?x=1?y=2#secret', 'https://host/a?…'],
  ['https://host/a#secret', 'https://host/a?…'],
  ['https://me:se/cret@host/a', 'https://host/a'],
  ['https://me:secret@host:99999/a?sig=secret', 'https://host:99999/a?…'],
  ['https:/me:secret@host/a', 'https://host/a'],
  ['https:me:secret@host/a', 'https://host/a'],
  ['https:\\\\me:secret@host/a', 'https://host/a'],
  ['https://me:my secret@host/a?t=1', 'https://host/a?…'],
  ['https://host/my file?t=secret', 'https://host/my%20file?…'],
  ['https:me:se//cret@host/a', 'host/a'],
  ['htps:me:secret@host/a', 'host/a'],
  ['mirror/a.gz', 'mirror/a.gz'],
])('%s is shown as %s', (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
});
