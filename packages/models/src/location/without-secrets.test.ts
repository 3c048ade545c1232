import { expect, test } from 'vitest';
import { withoutSecrets } from './without-secrets';

test.each([
  ['https://host/a/b.pth', 'https://host/a/b.pth'],
  ['https://me:se@cret@host:8080/a@b', 'https://host:8080/a@b'],
  ['https://host/a?X-Amz-Signature=secret&b=c#d', 'https://host/a?…'],
  ['https://me:se/cret@host/a', 'https://host/a'],
  ['ftp://me:secret@host:99999/a?sig=secret', 'ftp://host:99999/a?…'],
  ['it is at https://me:secret@host/a?sig=secret or http://b/', 'it is at https://host/a?… or http://b/'],
  ['hf://owner/repo@v1.0/a.pth', 'hf://owner/repo@v1.0/a.pth'],
  ['C:\\models\\me@home\\a.pth?', 'C:\\models\\me@home\\a.pth?'],
  ['a'.repeat(100_000), 'a'.repeat(100_000)],
])('%.60s is shown as %.60s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});
