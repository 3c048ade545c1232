import { folderStore } from '../folder-store';
import { s3Place } from '../s3/s3-address';
import { openS3Store } from '../s3/s3-store';
import type { Store } from '../store';

/** Whether this is an address, and not the path of a folder, which on Windows may begin with a letter and a colon. */
export const isAddress = (text: string): boolean => /^[a-z][a-z\d+.-]+:\//i.test(text);

/**
 * The store at an address: `s3://bucket/prefix`, with the keys to it in the environment, or a folder.
 *
 * @throws S3AddressError, UnfitServerError, UnwritableFileError
 */
export async function openStore(address: string): Promise<Store> {
  return isAddress(address) ? openS3Store(s3Place(address, process.env)) : folderStore(address);
}
