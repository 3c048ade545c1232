import { paintShare } from '../../../runner/src/teaching/painting/painting-work';

// A thread that helps worker.ts to paint, whenever it is asked.
addEventListener('message', ({ data }) => paintShare(data));
