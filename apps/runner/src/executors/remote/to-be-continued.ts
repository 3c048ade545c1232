/**
 * The exit code of `exmodel order` when it was asked to end. It ends at once: the next attempt at its job goes on from the latest checkpoint,
 * if there is one. EX_TEMPFAIL of sysexits.h.
 */
export const toBeContinued = 75;
