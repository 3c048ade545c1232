import { constants } from 'node:os';

/** Signals that ask a process to end: Ctrl-C, `kill`, a terminal that is closed, Ctrl-\, a cluster that wants its machine back (SIGUSR1). */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1'] as const;

/**
 * Calls `listener` at each of them, with the exit code that shells give a process which it has ended.
 *
 * @returns a function that stops listening
 */
export function onEndingSignal(listener: (exitCode: number, signal: NodeJS.Signals) => void): () => void {
  const hear = (signal: NodeJS.Signals) => listener(128 + constants.signals[signal], signal);
  for (const signal of endingSignals) process.on(signal, hear);
  return () => {
    for (const signal of endingSignals) process.off(signal, hear);
  };
}
