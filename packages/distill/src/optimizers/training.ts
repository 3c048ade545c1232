import type { PlainParts, Stateful } from '../state';
import { StateUnavailableError } from '../state-unavailable-error';
import type { Optimizer, OptimizerState } from './optimizer';

/** Where a training stands; the weights that it changes are not part of it. */
export interface TrainingState<D> {
  readonly phase: 'training';
  /** Steps taken. */
  readonly iteration: number;
  /** Where the random draws stand. */
  readonly draws: D;
  readonly optimizer: OptimizerState;
}

/** How many steps an optimizer has taken, with all that is needed to leave them midway. */
export class Training<D extends PlainParts<D>> {
  iteration = 0;

  /**
   * @param draws whatever draws at random in these steps
   * @param from set it, the optimizer and the draws to where they were left; the weights must be there already
   */
  constructor(
    private readonly optimizer: Optimizer,
    private readonly draws: Stateful<D>,
    from: TrainingState<D> | undefined,
  ) {
    if (from === undefined) return;
    if (optimizer.restore === undefined) throw new StateUnavailableError('optimizer');
    optimizer.restore(from.optimizer);
    draws.restore(from.draws);
    this.iteration = from.iteration;
  }

  /** @throws StateUnavailableError when the optimizer has no state */
  async state(): Promise<TrainingState<D>> {
    const { iteration, draws } = this;
    if (this.optimizer.state === undefined) throw new StateUnavailableError('optimizer');
    return {
      phase: 'training',
      iteration,
      draws: await draws.state(),
      optimizer: await this.optimizer.state(),
    };
  }
}
