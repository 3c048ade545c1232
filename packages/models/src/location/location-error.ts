import { shownLocation, withoutSecrets } from './without-secrets';

/** A file that cannot be read from its place. Its text has no passwords, and no queries of URLs. */
export class LocationError extends Error {
  override readonly name = 'LocationError';
  readonly location: string;
  /** What is wrong. */
  readonly given: string;

  /** @param isMissing that there is no such file there: not that it cannot be read */
  constructor(
    location: string,
    given: string,
    expected: string,
    advice: string,
    readonly isMissing = false,
  ) {
    const [place, reason] = [shownLocation(location), withoutSecrets(given)];
    const message = `${place}: ${reason}. Expected ${expected}. ${advice}`;
    // Text from a server must not control the terminal that prints it.
    super(message.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
    this.location = place;
    this.given = reason;
  }
}
