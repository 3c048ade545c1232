import { beforeAll } from 'vitest';
import { describeExecutor } from '../src/executors/executor.conformance';
import { processes } from '../src/executors/process/process-executor';
import { command } from './exmodel-command';

beforeAll(async () => {
  // Children inherit the options of Node, which make this process find sources; they must find the build.
  process.execArgv = [];
});

describeExecutor(processes, command);
