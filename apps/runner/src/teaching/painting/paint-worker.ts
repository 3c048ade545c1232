import { workerData } from 'node:worker_threads';
import { paintShare } from './painting-work';

// A thread of the command that paints: see paint-on-cores.ts.
paintShare(workerData);
