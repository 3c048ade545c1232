import { beforeAll } from 'vitest';
import { describeExecutor } from '../src/executors/executor.conformance';
import { local } from '../src/executors/process/local-executor';
import { command } from './exmodel-command';

beforeAll(async () => {
  // Children inherit the options of Node, which make this process find sources; they must find the build.
  process.execArgv = [];
});

describeExecutor(local, command);
