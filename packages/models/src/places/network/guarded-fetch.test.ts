import { type AddressInfo, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { loopback } from '../../../test/loopback';
import { LocationError } from '../../location/location-error';
import { guardedFetch, network } from './guarded-fetch';

/** Seconds of two milliseconds. */
const hasty = { ...network, second: 2 };

async function faultOf(answer: Promise<Response>): Promise<string> {
  try {
    await (await answer).arrayBuffer();
  } catch (error) {
    expect(error).toBeInstanceOf(LocationError);
    return (error as LocationError).message;
  }
  return 'nothing was thrown';
}

const fetched = (url: string, via = network, most = 1000) => guardedFetch(url, { name: 'file', most }, via);

describe('a server that', () => {
  test('accepts and is silent is given up', async () => {
    let closed: Promise<unknown> | undefined;
    const url = await loopback((request) => {
      closed = new Promise((resolve) => request.on('close', resolve));
    });
    expect(await faultOf(fetched(url, hasty))).toBe(
      'file: the server did not answer within 45 seconds. Expected an answer. Try again later, or get the file from elsewhere.',
    );
    await closed;
  });

  test('never ends its headers is given up', async () => {
    const server = createServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('a: b\r\n'), 2);
      socket.on('close', () => clearInterval(timer)).on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await faultOf(fetched(`http://127.0.0.1:${port}`, hasty))).toMatch(/not answer within 45 seconds/);
  });

  test.each([
    [
      'stalls',
      undefined,
      /^file: (nothing|only 4 bytes) arrived (for|in) 30 seconds.*whole file\. Try again/,
    ],
    ['drips', 1, /^file: only \d+ bytes arrived in 30 seconds, fewer than 1000 a second\. Expected/],
  ])('%s in the body is given up', async (_, every, message) => {
    let closed: Promise<unknown> | undefined;
    const url = await loopback((_request, response) => {
      response.writeHead(200, { 'content-length': 1e9 }).write('PK\x03\x04');
      const timer = every && setInterval(() => response.write('x'), every);
      closed = new Promise((resolve) => response.on('close', resolve)).then(() => clearInterval(timer));
    });
    expect(await faultOf(fetched(url, hasty))).toMatch(message);
    await closed;
  });

  test('sends more than is expected is cut off; what is expected can be read', async () => {
    let sent = 0;
    const url = await loopback((_, response) => {
      const more = () => {
        while (response.write(new Uint8Array(65_536))) sent += 65_536;
      };
      response.on('drain', more);
      more();
      response.on('close', () => response.off('drain', more));
    });
    const { body } = await fetched(url);
    const reader = body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(1000);
    await expect(reader?.read()).rejects.toThrow(/sends more than 1000 bytes.*by hand/);
    expect(sent).toBeLessThan(100_000_000);
  });

  test('packs its answer, though it was asked not to, is held to the bytes that come out', async () => {
    const bomb = gzipSync(new Uint8Array(20_000_000));
    let wanted: string | undefined;
    const url = await loopback((request, response) => {
      wanted = request.headers['accept-encoding'];
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    expect(await faultOf(fetched(url, network, 1_000_000))).toMatch(/sends more than 1000000 bytes/);
    expect(wanted).toBe('identity');
  });
});

describe('a redirect', () => {
  /** `/to?URL` leads to URL, anything else answers what it was asked. */
  const redirecting = (status = 302) =>
    loopback((request, response) => {
      const [path, target] = (request.url ?? '').split('?');
      if (path === '/loop') response.writeHead(status, { location: '/loop' }).end('moved');
      else if (path === '/to')
        response.writeHead(status, { location: decodeURIComponent(target ?? '') }).end('moved');
      else response.end(JSON.stringify([request.method, request.headers.authorization ?? null]));
    });
  const to = (url: string, target: string) => `${url}/to?${encodeURIComponent(target)}`;
  /** 127.0.0.1 counts as public; other hosts are what they are. */
  const fromPublic = {
    ...network,
    lookup: async (host: string) => (host === '127.0.0.1' ? ['8.8.8.8'] : network.lookup(host)),
  };

  test('is followed, but not for ever, and not to other protocols', async () => {
    const url = await redirecting();
    expect(await (await fetched(to(url, to(url, '/a')))).json()).toEqual(['GET', null]);
    expect(await faultOf(fetched(`${url}/loop`))).toMatch(/redirected more than 5 times/);
    expect(await faultOf(fetched(to(url, 'ftp://h/a')))).toMatch(/redirected from http: to ftp:/);
    expect(await faultOf(fetched(to(url, 'data:text/plain,a')))).toMatch(/redirected from http: to data:/);
    expect(await faultOf(fetched(to(url, 'http://[')))).toMatch(/redirected to no valid address/);
  });

  test('from a public address to one that is not, by number or by name, is refused', async () => {
    const url = await redirecting();
    const port = new URL(url).port;
    for (const host of [
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0x7f.0.0.2',
      '169.254.169.254',
      '10.0.0.1',
    ]) {
      const fault = await faultOf(fetched(to(url, `http://${host}:${port}/a?token=x`), fromPublic));
      expect(fault, host).toMatch(
        /redirected into this machine or a private network, to http:.*\?…\. .*give this address/,
      );
    }
  });

  test('from an address that may be public to a name that cannot be resolved is refused', async () => {
    const url = await redirecting();
    const named = to(url, 'http://name.test/a?token=x');
    const unknown = { ...network, lookup: async () => [] };
    for (const via of [fromPublic, unknown]) {
      expect(await faultOf(fetched(named, via))).toMatch(
        /redirected to a name that cannot be resolved here, in http:\/\/name\.test\/a\?…\./,
      );
    }
  });

  test('within private networks, and between public addresses, is followed', async () => {
    const url = await redirecting();
    const named = to(url, url.replace('127.0.0.1', 'localhost'));
    expect((await fetched(named)).ok).toBe(true);
    expect((await fetched(to(url, '/a'), fromPublic)).ok).toBe(true);
  });

  test('from https to http is refused', async () => {
    const moved = new Response(null, { status: 301, headers: { location: 'http://example.org/a' } });
    vi.stubGlobal('fetch', async () => moved);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await faultOf(fetched('https://example.org/a'))).toMatch(
      /from https: to http:\/\/example\.org\/a/,
    );
  });

  test('of which a browser shows nothing is followed by the browser', async () => {
    const modes: unknown[] = [];
    vi.stubGlobal('fetch', async (_: URL, { redirect }: RequestInit) => {
      modes.push(redirect);
      return redirect === 'follow' ? new Response('moved') : { type: 'opaqueredirect', status: 0 };
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await (await fetched('https://example.org/a')).text()).toBe('moved');
    expect(modes).toEqual(['manual', 'follow']);
  });

  test('to another origin does not take credentials along', async () => {
    const [url, other] = [await redirecting(), await redirecting()];
    const withPassword = (address: string) => address.replace('//', '//me:p%40ss@');
    const basic = `Basic ${btoa('me:p@ss')}`;
    const authorization = async (address: string) => (await (await fetched(address)).json())[1];
    expect(await authorization(withPassword(`${url}/a`))).toBe(basic);
    expect(await authorization(withPassword(to(url, '/a')))).toBe(basic);
    expect(await authorization(withPassword(to(url, `${other}/a`)))).toBe(null);
  });

  test.each([
    [302, 'GET'],
    [303, 'GET'],
    [307, 'POST'],
  ])('by status %i of a POST is followed by a %s', async (status, method) => {
    const url = to(await redirecting(status), '/a');
    const response = await guardedFetch(url, { name: 'file', most: 1000, method: 'POST', body: '{}' });
    expect(await response.json()).toEqual([method, null]);
  });
});

test('what cannot be reached is reported without its password and query', async () => {
  const url = 'http://me:secret@127.0.0.1:1/a?sig=secret';
  const fault = await faultOf(guardedFetch(url, { name: url, most: 1 }));
  expect(fault).toMatch(
    /^http:\/\/127\.0\.0\.1:1\/a\?…: the server cannot be reached: .*(ECONNREFUSED|bad port)/,
  );
  expect(fault).not.toContain('secret');
});
