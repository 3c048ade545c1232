/** Which of the streams of `nic_core50` was asked for, where it is not the usual one of 79 experiences. */
export function nicVariant(scenario: string, experiences: 79 | 196 | 391 | undefined): 196 | 391 | undefined {
  return scenario === 'nic_core50' && experiences !== 79 ? experiences : undefined;
}
