import type { Benchmark } from '@exmodel/benchmarks';
import { type AccuracyMatrix, accuracyMatrix, withAccuracy } from '@exmodel/metrics';
import type { Metrics } from '../storage/metrics-file';
import type { Evaluation } from '../teaching/evaluate';

export interface RunRecordState {
  readonly rows: AccuracyMatrix['rows'];
  readonly last: readonly Evaluation[];
  readonly curve: Metrics['accuracyCurve'];
}

/** What has been measured of a job so far. */
export class RunRecord {
  #matrix: AccuracyMatrix;
  #last: readonly Evaluation[];
  #diverged = false;
  readonly #curve: Metrics['accuracyCurve'];

  constructor(
    { experiences }: Benchmark,
    { rows, last, curve }: RunRecordState = { rows: [], last: [], curve: [] },
  ) {
    this.#matrix = accuracyMatrix(
      experiences.map(({ test }) => test.length),
      rows,
    );
    this.#last = last;
    this.#curve = [...curve];
  }

  state(): RunRecordState {
    const rows = this.#matrix.rows.map((row) => row.map((accuracy) => accuracy ?? null));
    return { rows, last: this.#last, curve: [...this.#curve] };
  }

  get matrix(): AccuracyMatrix {
    return this.#matrix;
  }

  /** The tests after the last experience, one per experience. */
  get last(): readonly Evaluation[] {
    return this.#last;
  }

  get curve(): Metrics['accuracyCurve'] {
    return this.#curve;
  }

  /** Whether there will be no more measurements, because numbers are NaN or infinite. */
  get diverged(): boolean {
    return this.#diverged;
  }

  /** Records the tests on every experience after experience `after`. */
  add(after: number, evaluations: readonly Evaluation[]): void {
    this.#last = evaluations;
    for (const [experience, { accuracy }] of evaluations.entries())
      this.#matrix = withAccuracy(this.#matrix, { after, experience, accuracy });
  }

  /** Records that nothing more can be measured; rows of the matrix up to experience `last` are empty. */
  diverge(last: number): void {
    const { samples, rows } = this.#matrix;
    const empty = samples.map(() => null);
    this.#matrix = accuracyMatrix(samples, [...rows, ...Array(last + 1 - rows.length).fill(empty)]);
    this.#last = [];
    this.#diverged = true;
  }

  /** Records a test within an experience. */
  addToCurve(point: Metrics['accuracyCurve'][number]): void {
    this.#curve.push(point);
  }
}
