import { get, type IncomingMessage, type RequestOptions } from 'node:http';
import { expect, it, vi } from 'vitest';
import { fileServer } from '../../test/file-server';
import { network, openHttp } from './http-stream';

// The servers of these tests have no certificates.
vi.mock('node:https', () => ({
  get: (url: URL, options: RequestOptions, answer: (response: IncomingMessage) => void) =>
    get(new URL(url.href.replace('https:', 'http:')), options, answer),
}));

it('a redirect from https to http is refused, and one from http to https is followed', async () => {
  const server = await fileServer((request, response) => {
    const [, location] = (request.url ?? '').split('?');
    response.writeHead(location === undefined ? 200 : 302, location === undefined ? {} : { location }).end();
  });
  const secure = server.url.replace('http:', 'https:');
  await expect(openHttp(`${secure}/?${server.url}/a`, 0, undefined, network)).rejects.toThrow(
    `it is redirected from https to ${server.url}/a`,
  );
  const response = await openHttp(`${server.url}/?${secure}/a`, 0, undefined, network);
  expect(response.statusCode).toBe(200);
  expect(server.requests).toHaveLength(3);
  response.destroy();
});
