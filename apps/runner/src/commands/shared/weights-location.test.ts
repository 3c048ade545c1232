import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { locationOptions, weightsLocation } from './weights-location';

it.each(['https://host/a.pth', 'hf://me/experts/a.pth', 'ftp://host/a'])('%s is an address', (address) => {
  expect(weightsLocation(address)).toBe(address);
});

it('a path is the caller’s', () => {
  expect(weightsLocation('a.pth')).toBe(join(process.env.INIT_CWD ?? process.cwd(), 'a.pth'));
  expect(weightsLocation('/a/b.pth')).toBe('/a/b.pth');
});

it('a file:// address is a path', () => {
  expect(weightsLocation('file:///a/my%20models/b.pth')).toBe('/a/my models/b.pth');
  expect(() => weightsLocation('file:///a%2fb.pth')).toThrow(/is no file of this machine\. .*Give its path/);
});

it('the Hub is where the Hub’s own variables say', () => {
  const env = { HF_ENDPOINT: 'http://hub', HF_TOKEN: 'hf_x', XDG_CACHE_HOME: '/cache' };
  expect(locationOptions(env).hub).toEqual({
    endpoint: 'http://hub',
    token: 'hf_x',
    cache: join('/cache', 'exmodel', 'hub'),
  });
  expect(locationOptions({ HF_ENDPOINT: '' }).hub).toEqual({
    cache: join(homedir(), '.cache', 'exmodel', 'hub'),
  });
});
