import { LocationError } from '../../location/location-error';
import { relativeParts } from '../../location/relative-path';

/** A file of a model repository: `hf://owner/repo[@revision]/path`. */
export interface HubReference {
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  readonly path: string;
}

/** @throws {LocationError} */
export function parseHubReference(url: string): HubReference {
  const [, repository, revision = 'main', path] =
    /^hf:\/\/([\w-][\w.-]*\/[\w-][\w.-]*)(?:@([\w.%-]+))?\/(.+)$/.exec(url) ?? [];
  const decoded = decodedRevision(revision);
  if (repository === undefined || path === undefined || decoded === undefined) {
    const advice = 'A slash in a revision is written %2F.';
    throw new LocationError(url, 'it names no file', 'hf://OWNER/REPOSITORY[@REVISION]/FILE', advice);
  }
  return { repository, revision: decoded, path: relativeParts(path, url).join('/') };
}

function decodedRevision(revision: string): string | undefined {
  try {
    return decodeURIComponent(revision);
  } catch {
    return undefined;
  }
}

export function hubUrlOf({ repository, revision, path }: HubReference): string {
  return `hf://${repository}@${encodeURIComponent(revision)}/${path}`;
}
