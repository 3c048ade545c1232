import { randomBytes } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { beforeAll, describe } from 'vitest';
import { s3Place } from '../../src/storage/s3/s3-address';
import { openS3Store } from '../../src/storage/s3/s3-store';
import type { Store } from '../../src/storage/store';
import { describeStore } from '../../src/storage/store.conformance';

/** The server that scripts/test-s3.sh has started, with keys to it. */
const { env } = process;
const bucket = `exmodel-${randomBytes(4).toString('hex')}`;

beforeAll(async () => {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
  const client = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region: 'us-east-1' });
  await client.fetch(`${env.AWS_ENDPOINT_URL}/${bucket}`, { method: 'PUT' });
});

describe('an S3 store on moto', () => {
  let count = 0;
  describeStore(() => {
    const place = s3Place(`s3://${bucket}/runs/${count++}`, env);
    const opening = openS3Store(place);
    return (): Store => ({
      location: 'moto',
      read: async (key) => (await opening).read(key),
      writeWhole: async (key, content) => (await opening).writeWhole(key, content),
      createOnce: async (key, content) => (await opening).createOnce(key, content),
      list: async (folder) => (await opening).list(folder),
      remove: async (key) => (await opening).remove(key),
    });
  });
});
