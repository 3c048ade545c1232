import type { Expert } from '../expert';
import type { DistillEvent } from './distill-event';
import { ExModelLearner } from './ex-model-learner';
import type { ExModelOptions } from './ex-model-options';

/** {@link ExModelOptions} and the stream of experts, in the order in which they arrive. */
export type DistillOptions = ExModelOptions & {
  readonly experts: Iterable<Expert> | AsyncIterable<Expert>;
};

/** Learns `options.student` from all experts in turn. Loop over it; when it ends, the student has learned. */
export async function* distill(options: DistillOptions): AsyncGenerator<DistillEvent, void> {
  const learner = new ExModelLearner(options);
  try {
    for await (const expert of options.experts) yield* learner.learn(expert);
  } finally {
    learner.dispose();
  }
}
