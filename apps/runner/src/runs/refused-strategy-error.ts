/** A strategy that makes no sense on this stream or with these settings. */
export class RefusedStrategyError extends Error {
  override readonly name = 'RefusedStrategyError';

  constructor(
    readonly strategy: string,
    readonly scenario: string,
    readonly reason: string,
  ) {
    super(`strategy "${strategy}" was refused on ${scenario}: ${reason}.`);
  }
}
