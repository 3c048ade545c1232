export { ClosedSinkError } from './closed-sink-error';
export { csvSink } from './csv-sink';
export { defineSink, type SinkDefinition } from './define-sink';
export type { TextStream } from './display';
export { eventJson } from './event-json';
export { EventStream } from './event-stream';
export { formatDuration } from './format-duration';
export { formatNumber } from './format-number';
export { jsonlSink } from './jsonl-sink';
export { type MemorySink, memorySink } from './memory-sink';
export { printable } from './printable';
export { type ProgressSinkOptions, progressSink } from './progress-sink';
export type {
  Curve,
  Histogram,
  ImageWritten,
  JobChange,
  Message,
  MetricValue,
  Progress,
  RunBegin,
  RunEnd,
  RunEvent,
  StampedEvent,
  Work,
} from './run-event';
export type { Sink } from './sink';
export { textSink } from './text-sink';
export { observeWork, type Pace, timeLeft } from './time-left';
