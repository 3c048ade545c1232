import { paintShare } from '../../../runner/src/teaching/painting/painting-work';

// A thread that helps to paint, whenever prepare-painting.ts asks it.
addEventListener('message', ({ data }) => paintShare(data));
