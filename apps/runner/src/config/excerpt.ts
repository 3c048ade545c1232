/** A text to be shown in a message: its beginning, if it is long. */
export function excerpt(text: string, most = 80): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`;
}

/** The same in quotes, with control characters escaped. */
export function quoted(text: string, most?: number): string {
  return JSON.stringify(excerpt(text, most));
}

/** A value to be shown in a message, as JSON has it; a long one is cut. */
export function valueExcerpt(value: unknown): string {
  // JSON knows no infinity, and would show null.
  return excerpt(typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'undefined'));
}
