import '@exmodel/backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll } from 'vitest';
import { describeExecutor } from './executor.conformance';
import { inline } from './inline-executor';

beforeAll(() => setBackend('exmodel-wasm'));

describeExecutor(inline, 'it starts no command');
