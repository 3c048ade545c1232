import { beforeAll } from 'vitest';
import { describeExecutor } from '../src/executors/executor.conformance';
import { processes } from '../src/executors/process/process-executor';
import { command, pnpmExmodel } from './exmodel-command';

beforeAll(async () => {
  // Children inherit the options of Node, and this process was told to find sources: they are to find what is built.
  process.execArgv = [];
  await pnpmExmodel('list');
});

describeExecutor(processes, command);
