import type { EventStream, Progress } from '@exmodel/loggers';
import type { WorkMeter } from './work-meter';

/** Where reports of progress go. */
export interface Reporting {
  readonly events: EventStream;
  readonly meter: WorkMeter;
}

/** Adds work to what is done of the whole run, and reports it. */
export function reportProgress(
  { events, meter }: Reporting,
  {
    work,
    loss,
    ...where
  }: Pick<Progress, 'phase' | 'detail' | 'done' | 'total' | 'curve'> & {
    /** Since the last report. */
    readonly work: number;
    readonly loss?: number | undefined;
  },
): void {
  events.emit({
    type: 'progress',
    ...where,
    ...meter.add(work),
    ...(loss !== undefined && { values: { loss } }),
  });
}
