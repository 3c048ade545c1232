/**
 * The logit of a class that a task does not have, in a student that masks: what Avalanche's masked multi-head
 * classifiers give. In a softmax it is 0.
 */
export const maskedLogit = -1000;
