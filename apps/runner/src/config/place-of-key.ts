/**
 * Finds the place that gives a key of one series its value: `configs/x.yaml:12`.
 *
 * @param series name of the strategy of an experiment, or of the variant of a study
 * @param value one of the values that a grid has for the key, where it does
 */
export type PlaceOfKey = (series: string, key: string, value: unknown) => string;
