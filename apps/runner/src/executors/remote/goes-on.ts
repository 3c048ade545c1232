/** In the environment of a command that an engine starts to go on for one that has ended: when the first of them began. */
export const goesOnVariable = 'EXMODEL_GOES_ON';

/** When the command began for which this process goes on, as `Date.toISOString` writes it; undefined if somebody typed this one. */
export const goesOnSince = (): string | undefined => process.env[goesOnVariable];
