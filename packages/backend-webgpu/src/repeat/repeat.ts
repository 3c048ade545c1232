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

/** What the backend has beside what tfjs's has. */
export interface RepeatingBackend {
  /**
   * What `run` gives. The second and the third time it writes down the dispatches and, if they are the same, from then on repeats them without running
   * `run`: the same bits. To issue a dispatch takes the CPU a fraction of what tfjs's operation does.
   *
   * @param key stands for the run: for one key and inputs of the same shapes, `run` must do the same on its inputs and on variables. All else stays what it was in
   * the third run. Where the second and the third run differ, as with random numbers of JavaScript, it is never repeated
   * @param inputs tensors that are others in each run; they stay the caller's to dispose
   * @param run gives new tensors; it may assign variables
   */
  repeat(key: object, inputs: readonly Tensor[], run: () => readonly Tensor[]): Tensor[];
}

/** Gives a backend the method `repeat`. */
export function repeatRuns(backend: TfjsWebGpuBackend & Partial<RepeatingBackend>): void {
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
    const { outputs, capture: now, leaked } = capture(backend, recorder, scratch, kept(), inputs, run);
    if (leaked) for (const each of recordings.splice(0)) each.deref()?.spoil();
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
