import type { BlockList } from 'node:net';

/** The addresses of a host, a name or an address; none if that is not known. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** As the operating system resolves it; browsers cannot. */
export async function lookupAddresses(host: string): Promise<readonly string[]> {
  try {
    const { lookup } = await import('node:dns/promises');
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

/**
 * Whether all addresses of a host are public: none is of this machine, of its link or of a private network. Undefined if
 * they are not known.
 *
 * @param host of a URL; an IPv6 address in brackets
 */
export async function isPublic(host: string, lookup: Lookup): Promise<boolean | undefined> {
  const addresses = await lookup(host.replace(/^\[|\]$/g, ''));
  if (addresses.length === 0) return undefined;
  const list = await reserved();
  return !addresses.some((address) => list.check(address.replace(/%.*/, ''), familyOf(address)));
}

/** What the IANA registries of special-purpose addresses do not call globally reachable, and multicast. IPv4 in IPv6 counts as IPv4. */
const reservedRanges = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'],
  ...['::/96', '64:ff9b:1::/48', 'fc00::/7', 'fe80::/9', 'ff00::/8'],
];

async function reserved(): Promise<BlockList> {
  const { BlockList } = await import('node:net');
  const list = new BlockList();
  for (const range of reservedRanges) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
