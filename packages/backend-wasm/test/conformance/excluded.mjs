/** Specs that do not apply to this backend, each with the reason: `{ spec: part of the full name, reason }`. */
export const EXCLUDED = [];
