/**
 * A duration for people, rounded to seconds: `0:05`, `1:12`, `1:02:03`, `30:00:00`.
 * @param ms milliseconds; negative counts as 0 (clocks are set back), not finite gives `?`
 */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '?';
  const total = Math.max(0, Math.round(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = total % 60;
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
