/** How the first line begins that a command prints once its jobs are checked and computing begins. Whoever has started it may wait for that line. */
export const begunMark = 'backend: ';
