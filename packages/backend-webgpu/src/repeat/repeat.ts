import { engine, env, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';
import { type Capture, capture } from './capture';
import { CommandRecorder } from './command-recorder';
import { absentVariables, givenOnGpu } from './given-on-gpu';
import { Recording } from './recording';
import { sameRun } from './same-run';
import { Scratch } from './scratch';

/** Shapes of inputs whose runs are recorded for one key. Each recording has buffers of its own sizes. */
const MOST_SHAPES = 8;

/** What is known of a run with inputs of certain shapes. */
interface Known {
  /** The first run finds shaders and makes what is made once. */
  tried: boolean;
  first?: Capture;
  recording?: Recording;
  /** It does not do the same each time. */
  refused?: boolean;
}

/**
 * Gives the backend a method `repeat(key, inputs, run)`: it runs `run`, whose dispatches it records when the same happens again, and from then on repeats the dispatches without
 * running `run`. To record a dispatch again takes the CPU a few microseconds; to run tfjs's operation takes ten times as long.
 *
 * For one key and inputs of the same shapes, `run` must do the same on its inputs and on variables, and give new tensors. What differs is noticed where the first
 * three runs show it: other values brought to the GPU, such as random ones. Such runs are never repeated.
 */
export function repeatRuns(backend: TfjsWebGpuBackend): void {
  const recorder = new CommandRecorder(backend);
  const scratch = new Scratch(backend);
  const byKey = new WeakMap<object, Map<string, Known>>();
  let recordings: WeakRef<Recording>[] = [];

  /** Buffers that recordings write, of those whose key is still there. */
  function kept(): ReadonlySet<GPUBuffer> {
    recordings = recordings.filter((each) => each.deref() !== undefined);
    return new Set(recordings.flatMap((each) => [...(each.deref()?.scratch ?? [])]));
  }

  function learn(known: Known, inputs: readonly Tensor[], run: () => readonly Tensor[]): Tensor[] {
    const { outputs, capture: now } = capture(backend, recorder, scratch, kept(), inputs, run);
    if (now === undefined) known.refused = true;
    else if (known.first === undefined) known.first = now;
    else if (sameRun(known.first, now)) {
      known.recording = new Recording(backend, now, inputs.length);
      recordings.push(new WeakRef(known.recording));
    } else known.refused = true;
    if (known.refused === true || known.recording !== undefined) delete known.first;
    scratch.release(kept());
    return outputs;
  }

  backend.repeat = (key, inputs, run) => {
    const shapes = inputs.map(({ dtype, shape }) => `${dtype}${shape}`).join();
    const all = byKey.get(key) ?? new Map<string, Known>();
    byKey.set(key, all);
    const known = all.get(shapes) ?? { tried: false, refused: all.size >= MOST_SHAPES };
    all.set(shapes, known);
    // A gradient needs the operations themselves.
    if (engine().state.gradientDepth > 0) return tidy(() => [...run()]);
    if (known.refused === true || !known.tried) {
      known.tried = true;
      return givenOnGpu(backend, inputs, absentVariables(backend), () => tidy(() => [...run()]));
    }
    if (known.recording?.valid === false) {
      delete known.recording;
      known.refused = true;
    }
    if (known.recording === undefined) return learn(known, inputs, run);
    return known.recording.run(inputs, env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE'));
  };
}
