/** The exit code of `exmodel order` when it was asked to end: it has kept the state of its job, where the next attempt resumes. EX_TEMPFAIL of sysexits.h. */
export const toBeContinued = 75;
