import type { Synced } from '../../storage/sync/sync-stores';

/** `4 experts and 2 jobs to s3://bucket/runs; 1 job from it`; undefined if nothing was copied. */
export function syncedText(synced: readonly Synced[], location: string): string | undefined {
  const [out, back] = (['out', 'in'] as const).map((way) =>
    counted(synced.filter((each) => each.way === way)),
  );
  const parts = [out && `${out} to ${location}`, back && `${back} from ${out ? 'it' : location}`];
  const text = parts.filter((part) => part).join('; ');
  return text === '' ? undefined : text;
}

/** What to say of jobs that were not copied; undefined if there are none. */
export function differingText(synced: readonly Synced[], location: string): string | undefined {
  const names = synced.filter(({ way }) => way === 'differs').map(({ key }) => key);
  if (names.length === 0) return undefined;
  return `Not copied, because their configurations here and in ${location} differ: ${names.join(', ')}. Give the experiment another name (--set name=ANOTHER-NAME), or another address.`;
}

function counted(synced: readonly Synced[]): string {
  const kinds = [
    ['expert', synced.filter(({ kind }) => kind === 'expert')],
    ['job', synced.filter(({ kind, unfinished }) => kind === 'job' && !unfinished)],
    ['unfinished job', synced.filter(({ unfinished }) => unfinished)],
  ] as const;
  const parts = kinds.flatMap(([name, { length }]) =>
    length === 0 ? [] : [`${length} ${name}${length === 1 ? '' : 's'}`],
  );
  return parts.join(', ').replace(/, ([^,]*)$/, ' and $1');
}
