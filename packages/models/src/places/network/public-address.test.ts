import { expect, test } from 'vitest';
import { isPublic, lookupAddresses } from './public-address';

const address = async (host: string) => [host];

test.each([
  ...['0.0.0.0', '10.1.2.3', '100.100.100.200', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1'],
  ...['172.31.255.255', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
  ...[
    '[::]',
    '[::1]',
    '[::7f00:1]',
    '[fe80::1]',
    '[fe80::1%eth0]',
    '[fd00:ec2::254]',
    '[fc00::1]',
    '[ff02::1]',
  ],
  ...['[::ffff:7f00:1]', '[::ffff:10.0.0.1]', '[::ffff:a9fe:a9fe]'],
])('%s is not public', async (host) => {
  expect(await isPublic(host, address)).toBe(false);
});

test.each([
  '8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '[2606:4700::1111]',
  '[64:ff9b::808:808]',
  '[::ffff:8.8.8.8]',
])('%s is public', async (host) => {
  expect(await isPublic(host, address)).toBe(true);
});

test('a name is what all of its addresses are', async () => {
  const named = (addresses: string[]) => isPublic('example.org', async () => addresses);
  expect(await named(['8.8.8.8', '2606:4700::1111'])).toBe(true);
  expect(await named(['8.8.8.8', '127.0.0.1'])).toBe(false);
  expect(await named([])).toBeUndefined();
  expect(await isPublic('localhost', lookupAddresses)).toBe(false);
  expect(await lookupAddresses('no-such-host.invalid')).toEqual([]);
});
