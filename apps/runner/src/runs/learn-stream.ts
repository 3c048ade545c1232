import { DivergedError } from '@exmodel/distill';
import { stateDict, writeSafetensors } from '@exmodel/models';
import { keepMetrics, type Metrics } from '../storage/metrics-file';
import type { Strategy } from '../strategies/strategy';
import { learnedExperiences } from '../streams/learned-experiences';
import type { TeachingProgress } from '../teaching/teaching-event';
import { divergenceAdvice } from './divergence-advice';
import type { JobEvent, JobProgress } from './job-event';
import { logSizes } from './job-logs';
import { testedAfter } from './job-work';
import { metricsOf } from './metrics-of';
import { type ModelCost, modelCost } from './model-cost';
import { PhaseTimes } from './phase-times';
import { RunRecord } from './run-record';
import { samplesKeeper } from './samples-keeper';
import type { StrategyRun } from './strategy-run';
import { overImages, testStudent, unplanned } from './test-student';
import { weightHistograms } from './weight-histograms';

/**
 * Learns from the stream with one strategy, tests after every experience, and writes the job's folder: samples as they are
 * made, checkpoints to go on from, weights, and `metrics.json` last. Where the student diverges, or the synthesis of its images, it ends: `metrics.json` says
 * so, and there are no weights.
 *
 * @throws DivergedError when an expert is not finite, or images that were read
 */
export async function* learnStream(run: StrategyRun): AsyncGenerator<JobEvent, Metrics> {
  const done = { work: run.from?.work ?? 0 };
  const learning = learn(run, done);
  try {
    let next = await learning.next();
    for (; next.done !== true; next = await learning.next()) {
      if (next.value.type === 'progress') done.work += next.value.work;
      yield next.value;
    }
    return next.value;
  } finally {
    await learning.return(undefined as never);
  }
}

async function* learn(run: StrategyRun, done: { readonly work: number }): AsyncGenerator<JobEvent, Metrics> {
  const { definition, context, store, folder } = run;
  const { config, benchmark } = context;
  const { from, checkpoints } = run;
  const times = new PhaseTimes(from?.times);
  const record = new RunRecord(benchmark, from?.record);
  const shown = [...(from?.shown ?? [])];
  const keepSamples = samplesKeeper(run, shown);
  const tested = testedAfter(definition, config, benchmark);
  const learned = learnedExperiences(config, benchmark);
  let current = 0;
  let point = from?.point ?? '';
  let stateBytes: number | undefined;
  let cost: ModelCost | undefined;
  const strategy = await definition.create(context, from?.strategy);
  const keep = async (experience: number, moment: 'within' | 'between') => {
    const state = async () => ({
      ...{ experience, strategy: await strategy.state(), record: record.state(), times: times.state() },
      ...{ shown: [...shown], point, work: done.work, logs: logSizes(store.pathOf(folder)) },
    });
    await checkpoints.offer(state, moment);
    times.count('checkpoint');
  };
  try {
    for (const { index } of learned) {
      if (from !== undefined && index < from.experience) continue;
      current = index;
      for await (const event of strategy.learn(index)) {
        if (event.type === 'samples') {
          const path = await keepSamples(index, event.samples);
          yield { type: 'image', name: 'samples', experience: index, path };
          await keep(index, 'within');
          continue;
        }
        times.count(event.phase);
        const reported = point;
        point = `${index} ${event.phase} ${event.done}`;
        yield progressOf(event, index, point !== reported);
        const { step, done: iteration, total } = event;
        if (step && iteration % config.eval_every === 0 && iteration < total) {
          const evaluations = yield* unplanned(testStudent(run, strategy, index, times));
          const accuracy = overImages(evaluations, 'accuracy');
          record.addToCurve({ experience: index, iteration, accuracy });
          yield { type: 'metric', name: 'accuracy', experience: index, step: iteration, value: accuracy };
        }
        await keep(index, 'within');
      }
      for (const [name, value] of Object.entries(strategy.measurements?.() ?? {}))
        yield { type: 'metric', name, experience: index, value };
      if (tested.includes(index)) {
        record.add(index, yield* testStudent(run, strategy, index, times));
        yield* measurements(index, record);
        if (strategy.model !== undefined) yield* weightHistograms(strategy.model, index);
      }
      await keep(index + 1, 'between');
    }
    stateBytes = await strategy.stateBytes?.();
    cost = strategy.model && modelCost(strategy.model);
    await writeStudent(run, strategy);
  } catch (error) {
    // What a student is taught with is given; it makes the job fail.
    if (!(error instanceof DivergedError) || ['expert', 'images'].includes(error.subject)) throw error;
    record.diverge(learned.at(-1)?.index ?? 0);
    const detail = `in experience ${current + 1} of ${learned.length}: ${error.found}. ${divergenceAdvice(error, definition, context)}`;
    yield { type: 'job', state: 'diverged', detail };
  } finally {
    strategy.dispose();
  }
  const metrics = await keepMetrics(
    store,
    folder,
    metricsOf(run, record, { stateBytes, cost, shown, times: times.now() }),
  );
  await checkpoints.finish();
  return metrics;
}

function progressOf(
  { phase, done, total, work, loss }: TeachingProgress,
  experience: number,
  isPoint: boolean,
): JobProgress {
  const curve = isPoint ? { name: `${phase}/experience${experience}`, step: done } : undefined;
  return {
    ...{ type: 'progress', experience, detail: `${phase} ${done}/${total}`, work, loss },
    ...(curve && { curve }),
  };
}

/** Accuracy and loss on each experience, and over all of them. */
function* measurements(index: number, { last }: RunRecord): Generator<JobEvent, void> {
  const measured = { type: 'metric', experience: index } as const;
  for (const [experience, { accuracy, loss }] of last.entries()) {
    yield { ...measured, name: `accuracy/experience${experience}`, value: accuracy };
    yield { ...measured, name: `loss/experience${experience}`, value: loss };
  }
  yield { ...measured, name: 'accuracy', value: overImages(last, 'accuracy') };
  yield { ...measured, name: 'loss', value: overImages(last, 'loss') };
}

async function writeStudent({ store, folder }: StrategyRun, { model }: Strategy): Promise<void> {
  if (model === undefined) return;
  const bytes = writeSafetensors(await stateDict(model), { architecture: model.name });
  await store.writeWhole(`${folder}/student.safetensors`, bytes);
}
