import '@exmodel/backend-wasm';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { memory, setBackend, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { runTinyJob, type TinyStream, tiny, tinyStream } from '../../test/tiny-stream';
import type { StrategyConfig } from '../config/strategy-config';
import type { TeachingEvent } from '../teaching/teaching-event';
import { strategies, strategyNamed } from './registry';
import type { Strategy, StrategyContext, StrategyDefinition } from './strategy';

/**
 * What every strategy must do: whenever it is left between two events, a new one goes on from its state with the same events
 * and ends with the same bits. A new strategy is tested by being in the registry.
 */
const experts = 3;
const schedule = {
  ...{ experiences: experts, num_iter_per_exp: 4, train_mb_size: 8, epochs: 1, expert_mb_size: 12 },
  ...{ buffer_size: 24, buffer_iter: 2, buffer_mb_size: 5 },
};

/** Settings with a path of their own through a strategy. */
const cases: readonly (readonly [string, Record<string, unknown>])[] = [
  ...strategies.map(({ name }) => [name, {}] as const),
  ['consensus_ed', { consensus_images: ['painted', 'minversion', 'dimpression'], buffer_size: 60 }],
  ['consensus_ed', { train_at_end: true, consensus_optimizer: 'muon' }],
  ['consensus_ed', { train_at_end: true, experts_stay: true, buffer_size: 12, num_iter_per_exp: 2 }],
  ['minversion_ed', { init_from_expert: true, reset_model: true }],
];

const folder = temporaryFolder(afterAll);
let stream: TinyStream;
let savedSamples: string;

beforeAll(async () => {
  await setBackend('exmodel-wasm');
  stream = await tinyStream(folder, { ...tiny, expert_epochs: 1 });
  const saving = stream.context('minversion_ed', schedule as Partial<StrategyConfig>);
  const { folder: saved } = await runTinyJob(strategyNamed('minversion_ed'), saving, join(folder, 'saved'));
  savedSamples = join(saved, 'samples');
});
afterAll(() => stream.dispose());

/** An event as text; of images their hash. */
function text(event: TeachingEvent): string {
  if (event.type === 'progress') return JSON.stringify(event);
  const { pixels, labels = [] } = event.samples;
  return createHash('sha256').update(new Uint8Array(pixels.buffer)).update(labels.join()).digest('hex');
}

/** Where a strategy was left: after how many events, in which experience, with which state. */
interface Left {
  readonly events: number;
  readonly experience: number;
  readonly state: unknown;
}

/** Learns from the stream, from the beginning or where it was left. */
async function learn(
  definition: StrategyDefinition,
  context: StrategyContext,
  from?: Left,
  stopAfter?: (events: number) => boolean,
) {
  const strategy = await definition.create(context, from?.state);
  const events: string[] = [];
  const left: Left[] = [];
  const keep = async (experience: number) => {
    if (stopAfter?.(events.length)) {
      left.push({ events: events.length, experience, state: structuredClone(await strategy.state()) });
    }
  };
  try {
    for (let experience = from?.experience ?? 0; experience < experts; experience++) {
      for await (const event of strategy.learn(experience)) {
        events.push(text(event));
        await keep(experience);
      }
      await keep(experience + 1);
    }
    return { events, left, learned: await learned(strategy) };
  } finally {
    strategy.dispose();
  }
}

/** Hash of what the strategy answers. */
async function learned(strategy: Strategy): Promise<string> {
  const pixels = Float32Array.from({ length: 4 * 32 * 32 }, (_, i) => Math.sin(i));
  const logits = tidy(() => strategy.logits(tensor4d(pixels, [4, 32, 32, 1])));
  const values = await logits.data();
  logits.dispose();
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}

describe.each(cases)('%s %j', (name, changes) => {
  const definition = strategyNamed(name);
  const context = () =>
    stream.context(name, {
      ...schedule,
      ...(name === 'from_path' && { buffer_path: savedSamples }),
      ...changes,
    } as Partial<StrategyConfig>);

  async function leftAgain(moment: Left): Promise<Left> {
    const restored = await definition.create(context(), moment.state);
    const state = structuredClone(await restored.state());
    restored.dispose();
    return { ...moment, state };
  }

  it('goes on from a state taken after any event, with the same events and bits, and leaks no tensor', async () => {
    const whole = await learn(definition, context());
    // Some moments, spread over the whole and not at the same place of each experience; taking a state changes nothing.
    const every = Math.max(1, Math.floor(whole.events.length / 5));
    const { left, ...watched } = await learn(
      definition,
      context(),
      undefined,
      (events) => events % every === 0,
    );
    expect(watched).toMatchObject({ events: whole.events, learned: whole.learned });
    expect(left.length).toBeGreaterThanOrEqual(experts);
    for (const [i, moment] of left.entries()) {
      const before = memory().numTensors;
      // Once left again at once: the state of what has only been restored is the one that it was given.
      const from = i === Math.floor(left.length / 2) ? await leftAgain(moment) : moment;
      const rest = await learn(definition, context(), from);
      expect(memory().numTensors).toBe(before);
      expect(rest.events, `after ${moment.events} events`).toEqual(whole.events.slice(moment.events));
      expect(rest.learned, `after ${moment.events} events`).toBe(whole.learned);
    }
  });
});
