// `pnpm --filter runner start`: builds what has changed, then is the `exmodel` command.
import { spawnSync } from 'node:child_process';

const build = spawnSync(
  'turbo',
  ['run', 'build', '--filter=@exmodel/runner...', '--output-logs=errors-only', '--log-order=grouped'],
  {
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  },
);
if (build.status !== 0) {
  console.error('The build failed:', build.error?.message ?? '', build.stdout, build.stderr);
  process.exit(1);
}
await import('../dist/index.js');
