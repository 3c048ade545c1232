/** Lets timers and events have their turn: what a backend computes in this thread is there at once, and waiting for that keeps them out. */
export function takeTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
