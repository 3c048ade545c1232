/** Elements that an elementwise kernel takes at once: about 10 µs of work, and a piece of the second-level cache. */
export const ELEMENT_GRAIN = 32_768;
