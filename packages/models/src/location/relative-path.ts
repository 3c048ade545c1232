import { LocationError } from './location-error';

/**
 * The parts of a path that a file names, so that it stays within the file's folder on every system and in every URL.
 *
 * @param of The file that names it, for messages.
 * @throws {LocationError}
 */
export function relativeParts(path: string, of: string): readonly string[] {
  const parts = path.split('/');
  const leads = parts.some((part) => part === '' || part === '.' || part === '..');
  // A colon is a drive or a scheme, a backslash separates on Windows, ? and # end a URL's path.
  if (leads || /[\\:?#%\p{Cc}\p{Cf}\p{Surrogate}]/u.test(path)) {
    throw new LocationError(
      of,
      `it names the file ${JSON.stringify(path.slice(0, 80))}`,
      'the name of a file in its own folder',
      'Do not trust this file; get the model from elsewhere.',
    );
  }
  return parts;
}
