import { expect, test } from 'vitest';
import { refusal } from './guard';

const own = { host: '127.0.0.1:4477', origin: undefined, site: undefined };

test.each([
  ['this machine by its address', own, false],
  ['by its name', { ...own, host: 'localhost:4477' }, false],
  ['its own page asks', { ...own, origin: 'http://127.0.0.1:4477', site: 'same-origin' }, false],
  ['typed into the browser', { ...own, site: 'none' }, true],
  ['a link elsewhere opens the page', { ...own, site: 'cross-site' }, true],
])('accepted: %s', (_, origins, isPage) => {
  expect(refusal(origins, 4477, isPage)).toBeUndefined();
});

test.each([
  ['a name that an attacker lets point here', { ...own, host: 'evil.example' }, true],
  ['the same with the port', { ...own, host: 'evil.example:4477' }, true],
  ['a name that begins like ours', { ...own, host: '127.0.0.1.evil.example:4477' }, true],
  ['another port of this machine', { ...own, host: '127.0.0.1:80' }, true],
  ['no name at all', { ...own, host: undefined }, true],
  ['a foreign page', { ...own, origin: 'http://evil.example' }, true],
  ['a page without an origin: a sandbox, a file', { ...own, origin: 'null' }, true],
  ['a page on another port', { ...own, origin: 'http://127.0.0.1:8080', site: 'same-site' }, true],
  ['an image in a foreign page, which has no origin', { ...own, site: 'cross-site' }, false],
  ['the same from another port', { ...own, site: 'same-site' }, false],
])('refused: %s', (_, origins, isPage) => {
  expect(refusal(origins, 4477, isPage)).toMatch(/^The request (names another host|comes from another)/);
});
