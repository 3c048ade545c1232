/** The exit code that shells give a process which SIGPIPE has ended. */
const unread = 141;

/**
 * A reader that goes away, as in `exmodel list | head -1`, ends no command: a run goes on to its end and keeps all results. Only
 * what is printed is lost, of which the exit code tells. A full disk below `exmodel list > file` is an error, and is said once.
 */
export function surviveUnread(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (process.exitCode) return;
    process.exitCode = error.code === 'EPIPE' ? unread : 1;
    if (error.code !== 'EPIPE')
      console.error(`The output could not be written: ${error.message}. Results in files are not affected.`);
  });
  process.stderr.on('error', () => {});
}
