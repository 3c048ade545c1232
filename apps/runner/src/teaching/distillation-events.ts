import type { DistillEvent } from '@exmodel/distill';
import { stepEvent } from './step-event';
import { synthesisEvent } from './synthesis-events';
import type { TeachingEvent } from './teaching-event';
import { work } from './work';

/** Work of one step of ex-model distillation. */
export function distillationStepWork(batchSize: number): number {
  return batchSize * work.distillation;
}

/** What an `ExModelLearner` reports while it learns from one expert, as events of teaching. */
export async function* distillationEvents(
  events: AsyncGenerator<DistillEvent, void>,
  batchSize: number,
): AsyncGenerator<TeachingEvent, void> {
  for await (const event of events) {
    switch (event.type) {
      case 'synthesis':
        yield synthesisEvent(event);
        break;
      case 'samples':
        yield { type: 'samples', samples: event.samples };
        break;
      case 'step':
        yield stepEvent(event, distillationStepWork(batchSize));
        break;
      case 'learned':
        break;
      default:
        event satisfies never;
    }
  }
}
