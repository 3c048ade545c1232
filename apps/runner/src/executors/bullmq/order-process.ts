import { type ChildProcess, fork } from 'node:child_process';

/** How long a process may take to end by itself, in milliseconds. */
const grace = 20_000;
/** How much of its error output is kept, in characters. */
const keptOutput = 2000;

/** A process that ended before its order did. */
export class OrderProcessError extends Error {
  override readonly name = 'OrderProcessError';
}

/**
 * Runs orders one after the other in a process of their own, `exmodel order` without a name. It is kept for the next order, so that a
 * short one does not wait for a process to start, and replaced if it ends.
 */
export class OrderProcess {
  #child: ChildProcess | undefined;
  #output = '';

  /** @param parameters of the command `script`: `['order', '--logdir', …]` */
  constructor(
    private readonly script: string,
    private readonly parameters: readonly string[],
  ) {}

  /**
   * Resolves when the order is done with: it has a result, or a report why not.
   *
   * @throws OrderProcessError if the process ended otherwise
   */
  run(attempt: string): Promise<void> {
    this.#child ??= this.#start();
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const settle = () => {
        child.off('message', done);
        child.off('close', gone);
      };
      const done = () => {
        settle();
        resolve();
      };
      const gone = (code: number | null, signal: string | null) => {
        settle();
        if (code === 0) return resolve(); // Its order was withdrawn.
        const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
        reject(new OrderProcessError(`its process ${how}. ${this.#output.trim()}`.trim()));
      };
      child.on('message', done);
      child.on('close', gone);
      child.send(attempt, () => {}); // If it cannot be reached it has ended, which is told above.
    });
  }

  /** Asks the process to end, and after some time ends it. Resolves when it has. */
  async end(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), grace);
    await ended;
    clearTimeout(kill);
  }

  #start(): ChildProcess {
    this.#output = '';
    const child = fork(this.script, this.parameters, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-keptOutput);
    });
    child.on('error', (error) => {
      this.#output += error.message;
    });
    child.once('close', () => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }
}
