import { EventStream, jsonlSink, progressSink, textSink } from '@exmodel/loggers';

export async function logged(folder: string): Promise<void> {
  const events = new EventStream([
    progressSink(process.stderr),
    textSink(`${folder}/log.txt`),
    jsonlSink(`${folder}/events.jsonl`),
  ]);
  events.emit({ type: 'run', name: 'demo', jobs: ['gn_ed'], backend: 'cpu', seed: 1234 });
  for (let done = 0; done <= 500; done++) {
    events.emit({
      type: 'progress',
      phase: 'train',
      detail: '',
      done,
      total: 500,
      work: { done, total: 500 },
    });
  }
  events.emit({ type: 'metric', job: 'gn_ed', experience: 0, name: 'accuracy', value: 0.98 });
  events.emit({ type: 'job', job: 'gn_ed', state: 'finished', detail: 'accuracy 0.98' });
  events.emit({ type: 'end', state: 'finished' });
  await events.close();
}
