import http from 'node:http';
import https from 'node:https';
import { EngineError } from '../engine';

/** How long Ray may be silent, in milliseconds: one whose head has died answers nothing. */
const patience = 20_000;

export interface RayAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends a request to Ray's Jobs API. Not by `fetch`: Node's says that it is a browser (`Sec-Fetch-Mode`), and Ray refuses to take orders
 * from browsers.
 *
 * @param address of the head's dashboard: `http://127.0.0.1:8265`
 * @throws EngineError if there is no answer
 */
export function askRay(
  address: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<RayAnswer> {
  const name = `Ray at ${address}`;
  const advice = 'Expected the address of its head’s dashboard: --ray http://HOST:8265';
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new EngineError(name, reason, advice, true));
    const token = process.env.RAY_AUTH_TOKEN;
    const headers = {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    let request: http.ClientRequest;
    try {
      const { protocol } = new URL(address);
      const options = { method, headers, signal: AbortSignal.timeout(patience) };
      request = (protocol === 'https:' ? https : http).request(new URL(path, address), options);
    } catch (error) {
      reject(new EngineError(name, (error as Error).message, advice));
      return;
    }
    request.on('error', (error) =>
      fail(error.name === 'AbortError' ? `no answer within ${patience / 1000} s` : error.message),
    );
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', (error) => fail(error.message));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
      );
    });
    request.end(body && JSON.stringify(body));
  });
}
