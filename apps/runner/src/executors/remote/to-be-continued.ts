/** What `exmodel order` ends with when it was asked to end: its job goes on elsewhere, from its checkpoint. EX_TEMPFAIL of sysexits.h. */
export const toBeContinued = 75;
