import { expect, test } from 'vitest';
import { shownLocation, withoutSecrets } from './without-secrets';

test.each([
  ['https://host/a/b.pth', 'https://host/a/b.pth'],
  ['https://me:se@cret@host:8080/a@b', 'https://host:8080/a@b'],
  ['https://host/a?X-Amz-Signature=secret&b=c#d', 'https://host/a?…'],
  ['https://me:se/cret@host/a', 'https://host/a'],
  ['ftp://me:secret@host:99999/a?sig=secret', 'ftp://host:99999/a?…'],
  ['it is at https://me:secret@host/a?sig=secret or http://b/', 'it is at https://host/a?… or http://b/'],
  ['it is at https:/me:secret@host/a, or not', 'it is at https:/host/a, or not'],
  ['it is at https:me:secret@host/a', 'it is at https:host/a'],
  ['it is at https:\\\\me:secret@host/a', 'it is at https:\\\\host/a'],
  ['it is at https://me:my secret@host/a?t=1 or b', 'it is at https://host/a?… or b'],
  ['from https: to ftp://me:secret@host/', 'from https: to ftp://host/'],
  ['"https://host/a": not found', '"https://host/a": not found'],
  ['hf://owner/repo@v1.0/a.pth', 'hf://owner/repo@v1.0/a.pth'],
  ['C:\\models\\me@home\\a.pth?', 'C:\\models\\me@home\\a.pth?'],
  ['a'.repeat(100_000), 'a'.repeat(100_000)],
])('%.60s is shown as %.60s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});

test.each([
  ['https://me:secret@host/a.pth', 'https://host/a.pth'],
  ['https:/me:secret@host/a', 'https://host/a'],
  ['https:me:secret@host/a', 'https://host/a'],
  ['https:\\\\me:secret@host/a', 'https://host/a'],
  ['https://me:my secret@host/a?t=1', 'https://host/a?…'],
  ['https://host/my file.pth?token=secret', 'https://host/my%20file.pth?…'],
  ['https://me:se/cret@host/a', 'https://host/a'],
  ['hf://Owner/repo@v1.0/a.pth', 'hf://Owner/repo@v1.0/a.pth'],
  ['C:\\models\\me@home\\a.pth?', 'C:\\models\\me@home\\a.pth?'],
  ['/home/me@home/a b.pth?', '/home/me@home/a b.pth?'],
])('the location %s is shown as %s', (location, shown) => {
  expect(shownLocation(location)).toBe(shown);
});
