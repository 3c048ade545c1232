import { setTimeout } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import type { S3Place } from './s3-address';

/** How often a request is made before it has failed. */
const mostTries = 4;
/** Slower than this counts as a stall, in bytes per millisecond. */
const slowest = 50;

export interface S3Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** What the server calls the error: `NoSuchKey`. */
  readonly code: string;
  /** The object's own `x-amz-meta-writer`. */
  readonly writer: string | undefined;
  /** Whether an earlier try got no answer, and may have been heard. */
  readonly again: boolean;
}

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'DELETE' | 'HEAD';
  /** Key of an object; without it, the bucket. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Sends requests to a bucket; one that fails or stalls is made again. */
export class S3Requests {
  readonly #client: AwsClient;

  constructor(
    private readonly place: S3Place,
    /** How long the server may be silent, in milliseconds. */
    private readonly patience: number,
  ) {
    const { accessKeyId, secretAccessKey, sessionToken, region } = place;
    const token = sessionToken === undefined ? {} : { sessionToken };
    this.#client = new AwsClient({
      accessKeyId,
      secretAccessKey,
      ...token,
      region,
      service: 's3',
      retries: 0,
    });
  }

  /**
   * The server's answer, whatever its status; a server that is busy or does not answer is asked again.
   *
   * @throws Error in words: what the last try ended with
   */
  async send(request: S3Request): Promise<S3Answer> {
    let again = false;
    for (let tries = 1; ; tries++) {
      try {
        const answer = await this.#once(request);
        // 409: another writer was at the same key at the same moment, and the condition was not decided.
        const isPassing = answer.status >= 500 || [408, 409, 429].includes(answer.status);
        if (!isPassing || tries === mostTries) return { ...answer, again };
        again ||= answer.status !== 409;
      } catch (error) {
        if (tries === mostTries) throw new Error(this.#reasonOf(error));
        again = true;
      }
      await setTimeout(Math.min(this.patience, 100 * 4 ** tries));
    }
  }

  async #once({ method, key, query, headers, body }: S3Request): Promise<Omit<S3Answer, 'again'>> {
    const silence = new AbortController();
    const alarm = globalThis.setTimeout(() => silence.abort(), this.patience + (body?.length ?? 0) / slowest);
    try {
      const response = await this.#client.fetch(this.#address(key, query), {
        method,
        ...(headers && { headers }),
        ...(body && { body: body as Uint8Array<ArrayBuffer> }),
        signal: silence.signal,
      });
      const parts: Uint8Array[] = [];
      const reader = response.body?.getReader();
      for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
        alarm.refresh(); // It is slow, but not silent.
        parts.push(read.value);
      }
      const bytes = new Uint8Array(Buffer.concat(parts));
      const code = response.ok ? '' : (/<Code>([^<]*)/.exec(Buffer.from(bytes).toString())?.[1] ?? '');
      const writer = response.headers.get('x-amz-meta-writer') ?? undefined;
      return { status: response.status, bytes, code, writer };
    } finally {
      clearTimeout(alarm);
    }
  }

  #address(key: string | undefined, query: Readonly<Record<string, string>> = {}): string {
    const { endpoint, bucket } = this.place;
    const path = key === undefined ? '' : `/${key.split('/').map(encoded).join('/')}`;
    const parameters = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
    return `${endpoint}/${bucket}${path}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
  }

  #reasonOf(error: unknown): string {
    const { name, message, cause } = error as Error;
    if (name === 'AbortError') return `the server was silent for ${this.patience / 1000} s`;
    return cause instanceof Error ? cause.message : message;
  }
}

/** A part of an address, with everything escaped that S3's signatures escape. */
function encoded(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
