import { folderStore } from '../folder-store';
import { s3Place } from '../s3/s3-address';
import { openS3Store } from '../s3/s3-store';
import type { Store } from '../store';

/** Whether this is the address of a bucket, and not a folder. */
export const isBucket = (address: string): boolean => address.startsWith('s3://');

/**
 * The store at an address: `s3://bucket/prefix`, with the keys to it in the environment, or a folder.
 *
 * @throws S3AddressError, UnfitServerError, UnwritableFileError
 */
export async function openStore(address: string): Promise<Store> {
  return isBucket(address) ? openS3Store(s3Place(address, process.env)) : folderStore(address);
}
