import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type S3Faults, startS3 } from '../../../test/s3-server';
import type { Store } from '../store';
import { describeStore } from '../store.conformance';
import { s3Place } from './s3-address';
import { openS3Store } from './s3-store';

const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
const placeAt = (endpoint: string, address = 's3://bucket/runs') =>
  s3Place(address, { ...keys, AWS_ENDPOINT_URL: endpoint });

describe('an S3 store', () => {
  let endpoint: string;
  let close = async () => {};
  beforeAll(async () => {
    ({ endpoint, close } = await startS3());
  });
  afterAll(() => close());
  let count = 0;
  describeStore(() => {
    // It keeps nothing in this process: one that is opened again is the same.
    const opening = openS3Store(placeAt(endpoint, `s3://bucket/runs/${count++}`));
    return () => later(opening);
  });
});

/** A store that is being opened. */
function later(opening: Promise<Store>): Store {
  return {
    location: 'later',
    read: async (key) => (await opening).read(key),
    writeWhole: async (key, content) => (await opening).writeWhole(key, content),
    createOnce: async (key, content) => (await opening).createOnce(key, content),
    list: async (folder) => (await opening).list(folder),
    remove: async (key) => (await opening).remove(key),
  };
}

describe('faults of a server', () => {
  const faulty = async (faults: S3Faults) => {
    const server = await startS3(faults);
    onTestFinished(() => server.close());
    return openS3Store(placeAt(server.endpoint), 100);
  };

  it('one that ignores conditional writes is refused at once', async () => {
    await expect(faulty({ unconditional: true })).rejects.toThrow(
      /^s3:\/\/bucket\/runs: its server ignores conditional writes .* Use another one, or a shared folder\.$/,
    );
  });

  it('one that stalls is asked again, and then it is an error', async () => {
    const faults: S3Faults = {};
    const store = await faulty(faults);
    faults.stalls = 2;
    await store.writeWhole('a', 'x');
    faults.stalls = 1000;
    await expect(store.read('a')).rejects.toThrow(
      /s3:\/\/bucket\/runs\/a could not be read: the server was silent for 0\.1 s/,
    );
    await expect(store.writeWhole('a', 'y')).rejects.toThrow(/could not be written: the server was silent/);
  });

  it('one that heard what it did not answer has one winner all the same', async () => {
    const faults: S3Faults = {};
    const store = await faulty(faults);
    faults.hears = 1;
    expect(await store.createOnce('a', 'first')).toBe(true);
    expect(await store.createOnce('a', 'second')).toBe(false);
    faults.conflicts = 2;
    expect(await store.createOnce('b', 'first')).toBe(true);
  });

  it('a bucket that is not there is an error, not a missing file', async () => {
    const server = await startS3();
    onTestFinished(() => server.close());
    await expect(openS3Store(placeAt(server.endpoint, 's3://other'), 100)).rejects.toThrow(
      /could not be written: the server answered 404 NoSuchBucket/,
    );
  });
});

describe('an address', () => {
  it('is a bucket and a prefix; the rest is in the environment', () => {
    expect(s3Place('s3://my-bucket/a/b/', { ...keys, AWS_REGION: 'eu-central-1' })).toMatchObject({
      ...{ bucket: 'my-bucket', prefix: 'a/b', endpoint: 'https://s3.eu-central-1.amazonaws.com' },
    });
  });

  it.each([
    ['http://x', /"http:\/\/x" is no address of a store. Expected s3:\/\/BUCKET\/PREFIX\./],
    ['s3://bucket', /without the keys to it\. Set AWS_ACCESS_KEY_ID/],
  ])('%s is refused', (address, message) => {
    expect(() => s3Place(address, {})).toThrow(message);
  });
});
