import { lookup } from 'node:dns/promises';
import { BlockList, type LookupFunction } from 'node:net';

/** The addresses of a host, a name or an address; none if that is not known. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** As the operating system resolves it. */
export async function lookupAddresses(host: string): Promise<readonly string[]> {
  return lookup(host, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
}

/**
 * Whether all addresses of a host are public: none is of this machine, of its link or of a private network. True if they
 * are not known: then there is nothing to connect to.
 *
 * @param host of a URL; an IPv6 address in brackets
 */
export async function isPublic(host: string, addressesOf: Lookup): Promise<boolean> {
  return !(await addressesOf(host.replace(/^\[|\]$/g, ''))).some(isReserved);
}

/**
 * A way to resolve a name for a connection: to public addresses only. Unlike a check beforehand it cannot be deceived by a
 * name that stands for something else a moment later.
 *
 * @param refusal the connection fails with it if an address is not public
 */
export function toPublicOnly(addressesOf: Lookup, refusal: Error): LookupFunction {
  return (host, { all }, answer) => {
    void addressesOf(host).then((addresses) => {
      const found = addresses.map((address) => ({ address, family: familyOf(address) === 'ipv6' ? 6 : 4 }));
      const [first] = found;
      if (addresses.some(isReserved)) answer(refusal, []);
      else if (first === undefined) answer(unresolved(host), []);
      else if (all) answer(null, found);
      else answer(null, first.address, first.family);
    });
  };
}

function unresolved(host: string): Error {
  return Object.assign(new Error(`the name ${host} cannot be resolved`), { code: 'ENOTFOUND' });
}

function isReserved(address: string): boolean {
  return reserved.check(address.replace(/%.*/, ''), familyOf(address));
}

/** What the IANA registries of special-purpose addresses do not call globally reachable, and multicast. IPv4 in IPv6 counts as IPv4. */
const reserved = new BlockList();
for (const range of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'],
  ...['::/96', '64:ff9b:1::/48', 'fc00::/7', 'fe80::/9', 'ff00::/8'],
]) {
  const [address = '', bits] = range.split('/');
  reserved.addSubnet(address, Number(bits), familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
