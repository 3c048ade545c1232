import { Random } from '@exmodel/distill';
import { failureText } from '../../src/reports/failure-text';
import { mutated } from './mutate';
import type { TextInput } from './text-inputs';

/** A mutation that ended in neither a value nor an error that is meant for people. */
export interface Failure {
  readonly input: string;
  readonly text: string;
  readonly why: string;
}

/** What one mutation may take. */
interface Limits {
  /** Of this process, in milliseconds. */
  readonly processorTime: number;
  /** More than the most so far, in bytes. */
  readonly memory: number;
}

/** Longest message, in characters. */
const longestMessage = 10_000;

/**
 * Reads `count` mutations, of each kind of input in turn.
 *
 * @returns those after which it did not go as it should
 */
export async function attack(
  inputs: readonly TextInput[],
  count: number,
  limits?: Limits,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (let i = 0; i < count; i++) {
    const input = inputs[i % inputs.length] as TextInput;
    const random = Random.seeded(21, input.name, i);
    const text = mutated(input.texts[random.integer(input.texts.length)] as string, random);
    const [before, processor] = [peakMemory(), process.cpuUsage()];
    let why = await faultOf(() => input.read(text));
    if (limits !== undefined) {
      const { user, system } = process.cpuUsage(processor);
      const [time, memory] = [(user + system) / 1000, peakMemory() - before];
      if (time > limits.processorTime) why ??= `it took ${time} ms`;
      if (memory > limits.memory) why ??= `it took ${memory} bytes`;
    }
    if (why !== undefined) failures.push({ input: input.name, text: text.slice(0, 2000), why });
  }
  return failures;
}

async function faultOf(read: () => Promise<void> | void): Promise<string | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    const text = failureText(error);
    if (/This is a bug in exmodel|^ +at /m.test(text)) return text.slice(0, 2000);
    return text.length > longestMessage ? `a message of ${text.length} characters` : undefined;
  }
}

/** The most memory that this process has had, in bytes. */
function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
