import type { ConsensusEvent } from '@exmodel/distill';
import { stepEvent } from './step-event';
import type { TeachingProgress } from './teaching-event';
import { work } from './work';

/** What a `ConsensusLearner` reports while it queries an expert or trains the student, as events of teaching. */
export async function* consensusEvents(
  events: AsyncGenerator<ConsensusEvent, void>,
  batchSize: number,
): AsyncGenerator<TeachingProgress, void> {
  for await (const event of events) {
    switch (event.type) {
      case 'query':
        yield {
          type: 'progress',
          phase: 'query',
          done: event.done,
          total: event.total,
          work: event.images * work.forward,
          loss: undefined,
          step: false,
        };
        break;
      case 'step':
        yield stepEvent(event, batchSize * work.training);
        break;
      case 'learned':
        break;
      default:
        event satisfies never;
    }
  }
}
