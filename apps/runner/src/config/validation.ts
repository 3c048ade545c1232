/** The share of each class's training images that a grid is chosen on, where the file does not say. */
export const defaultValidationFraction = 0.1;
