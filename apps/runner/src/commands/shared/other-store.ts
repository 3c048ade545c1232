import type { Store } from '../../storage/store';
import { isAddress, openStore } from '../../storage/sync/open-store';
import { fromCallersFolder } from './callers-folder';

/**
 * The store that the user names to share results through: an address, or a folder as the caller sees it.
 *
 * @throws S3AddressError, UnfitServerError, UnwritableFileError
 */
export function otherStore(given: string): Promise<Store> {
  return openStore(isAddress(given) ? given : fromCallersFolder(given));
}
