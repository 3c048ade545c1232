import type { Scenario } from '@exmodel/benchmarks';
import type { Sink } from '@exmodel/loggers';
import type { Architecture } from '@exmodel/models';
import type { SelectionMetric } from '../reports/selection-metric';
import type { StrategyDefinition } from '../strategies/strategy';
import type { ImageKind } from '../teaching/images/image-kind';

/** Code of one's own: what the file that `--plugin` names exports by default. Its names must be new. */
export interface Plugin {
  /** Ways to learn from the stream. */
  readonly strategies?: readonly StrategyDefinition[];
  /** Ways to make images to teach from; each is a strategy, too, and a value of `consensus_images` and `--source`. */
  readonly imageKinds?: readonly ImageKind[];
  readonly scenarios?: readonly Scenario[];
  readonly architectures?: readonly Architecture[];
  /** Values of `metric_name`, computed from a job's metrics.json; they are in `exmodel report --format csv`, too. */
  readonly metrics?: readonly SelectionMetric[];
  /** Where the events of a run go, too. */
  readonly sinks?: readonly RunSink[];
}

/** A sink for whole runs. If it fails, it is reported and dropped; the run goes on. */
export interface RunSink {
  readonly name: string;
  open(run: {
    /** The run's name: of the folder below `logdir`. */
    readonly name: string;
    /** Absolute path. */
    readonly logdir: string;
  }): Sink;
}

/** Gives the plugin back, with its types checked. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}
