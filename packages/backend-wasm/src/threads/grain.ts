/** Elements that an elementwise kernel computes at once: about 10 µs of work, and a piece of the second-level cache. */
export const ELEMENT_GRAIN = 32_768;
