/** Where a store lies on an S3-compatible server, and who asks. */
export interface S3Place {
  readonly bucket: string;
  /** Before every key, without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** `https://s3.eu-central-1.amazonaws.com`, without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** An address of a store that cannot be used. */
export class S3AddressError extends Error {
  override readonly name = 'S3AddressError';
}

/**
 * Reads `s3://bucket/prefix`. Server, region and keys come from the variables that all programs for S3 read: AWS_ENDPOINT_URL,
 * AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
 *
 * @throws S3AddressError
 */
export function s3Place(address: string, env: Readonly<Record<string, string | undefined>>): S3Place {
  const [, bucket, path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(address) ?? [];
  if (bucket === undefined)
    throw new S3AddressError(`"${address}" is no address of a store. Expected s3://BUCKET/PREFIX.`);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new S3AddressError(
      `${address} was given without the keys to it. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment; of another server than Amazon’s AWS_ENDPOINT_URL, too.`,
    );
  }
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const endpoint = (
    env.AWS_ENDPOINT_URL_S3 ??
    env.AWS_ENDPOINT_URL ??
    `https://s3.${region}.amazonaws.com`
  ).replace(/\/+$/, '');
  const prefix = path.replace(/^\/+|\/+$/g, '');
  return {
    bucket,
    prefix,
    endpoint,
    region,
    accessKeyId,
    secretAccessKey,
    sessionToken: env.AWS_SESSION_TOKEN,
  };
}
