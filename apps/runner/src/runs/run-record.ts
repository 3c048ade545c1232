import type { Benchmark } from '@exmodel/benchmarks';
import {
  type AccuracyMatrix,
  accuracyMatrix,
  confusionMatrix,
  perClassAccuracy,
  withAccuracy,
} from '@exmodel/metrics';
import type { Metrics } from '../storage/metrics-file';
import type { Evaluation } from '../teaching/evaluate';
import { type ScoreMeasures, scoreMeasures } from './score-measures';

/** Of the last tests, what is kept of each experience: the scores themselves are not. */
type Tested = Omit<Evaluation, 'scores'>;

type Rows = (readonly (number | null)[])[];

export interface RunRecordState {
  readonly rows: AccuracyMatrix['rows'];
  readonly losses: Readonly<Rows>;
  readonly classes: Readonly<Rows>;
  readonly last: readonly Tested[];
  readonly scored: ScoreMeasures;
  readonly curve: Metrics['accuracyCurve'];
}

const unscored: ScoreMeasures = { topKAccuracy: null, calibration: null };
const nothing: RunRecordState = {
  ...{ rows: [], losses: [], classes: [], last: [], curve: [] },
  scored: unscored,
};

/** What has been measured of a job so far. */
export class RunRecord {
  readonly #classCount: number;
  #matrix: AccuracyMatrix;
  #losses: Rows;
  #classes: Rows;
  #last: readonly Tested[];
  #scored: ScoreMeasures;
  #diverged = false;
  readonly #curve: Metrics['accuracyCurve'];

  constructor({ experiences, classCount }: Benchmark, state = nothing) {
    this.#classCount = classCount;
    this.#matrix = accuracyMatrix(
      experiences.map(({ test }) => test.length),
      state.rows,
    );
    this.#losses = [...state.losses];
    this.#classes = [...state.classes];
    this.#last = state.last;
    this.#scored = state.scored;
    this.#curve = [...state.curve];
  }

  state(): RunRecordState {
    const rows = this.#matrix.rows.map((row) => row.map((accuracy) => accuracy ?? null));
    const [losses, classes, curve] = [[...this.#losses], [...this.#classes], [...this.#curve]];
    return { rows, losses, classes, last: this.#last, scored: this.#scored, curve };
  }

  get matrix(): AccuracyMatrix {
    return this.#matrix;
  }

  /** Like the matrix: the mean loss on each experience after each. */
  get losses(): Readonly<Rows> {
    return this.#losses;
  }

  /** The accuracy on each class after each experience. */
  get classes(): Readonly<Rows> {
    return this.#classes;
  }

  /** The tests after the last experience, one per experience. */
  get last(): readonly Tested[] {
    return this.#last;
  }

  /** What the scores of the same tests tell; null if there are none. */
  get scored(): ScoreMeasures {
    return this.#scored;
  }

  get curve(): Metrics['accuracyCurve'] {
    return this.#curve;
  }

  /** Whether there will be no more measurements, because numbers are NaN or infinite. */
  get diverged(): boolean {
    return this.#diverged;
  }

  /** The last tests as counts: `confusion[label][prediction]`. */
  confusion(): number[][] {
    return confusionMatrix(
      this.#last.flatMap(({ labels }) => [...labels]),
      this.#last.flatMap(({ predictions }) => [...predictions]),
      this.#classCount,
    );
  }

  /** Records the tests on every experience after experience `after`. */
  add(after: number, evaluations: readonly Evaluation[]): void {
    this.#last = evaluations.map(({ scores: _, ...tested }) => tested);
    for (const [experience, { accuracy }] of evaluations.entries())
      this.#matrix = withAccuracy(this.#matrix, { after, experience, accuracy });
    this.#fill(after);
    this.#losses[after] = evaluations.map(({ loss }) => loss);
    this.#classes[after] = perClassAccuracy(this.confusion()).map((accuracy) => accuracy ?? null);
    this.#scored = scoreMeasures(evaluations);
  }

  /** Records that nothing more can be measured; rows of the matrices up to experience `last` are empty. */
  diverge(last: number): void {
    const { samples, rows } = this.#matrix;
    const empty = samples.map(() => null);
    this.#matrix = accuracyMatrix(samples, [...rows, ...Array(last + 1 - rows.length).fill(empty)]);
    this.#fill(last + 1);
    this.#last = [];
    this.#scored = unscored;
    this.#diverged = true;
  }

  /** Records a test within an experience. */
  addToCurve(point: Metrics['accuracyCurve'][number]): void {
    this.#curve.push(point);
  }

  /** Gives the experiences before `end` that were not tested rows of nulls, as the matrix has. */
  #fill(end: number): void {
    for (let k = this.#losses.length; k < end; k++) {
      this.#losses.push(this.#matrix.samples.map(() => null));
      this.#classes.push(Array(this.#classCount).fill(null));
    }
  }
}
