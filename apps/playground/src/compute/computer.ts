import type { InspectRequest, MergeOrder, ModelFacts, Request, Update } from './messages';

/** The worker that computes, so that the page never waits. It is started when it is first needed, and again after it was stopped. */
export class Computer {
  #worker: Worker | undefined;
  #questions = new Map<number, { resolve(facts: ModelFacts): void; reject(reason: Error): void }>();
  #asked = 0;
  #follow: ((update: Update) => void) | undefined;

  /** What a model is. @throws Error that says why it cannot be merged */
  inspect(request: Omit<InspectRequest, 'type' | 'id'>): Promise<ModelFacts> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#questions.set(id, { resolve, reject });
      this.#post({ type: 'inspect', id, ...request });
    });
  }

  /** Merges; `follow` gets all updates, of which `compared` or `failed` is the last. */
  merge(order: Omit<MergeOrder, 'type'>, follow: (update: Update) => void): void {
    this.#follow = follow;
    this.#post({ type: 'merge', ...order });
  }

  /** Ends whatever is computed, at once. */
  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#follow = undefined;
    for (const { reject } of this.#questions.values()) reject(new Error('it was stopped'));
    this.#questions.clear();
  }

  #post(request: Request): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Update>) => this.#receive(data);
    worker.onerror = ({ message }) => {
      const follow = this.#follow;
      this.stop();
      follow?.({ type: 'failed', message: message || 'the page’s worker did not start' });
    };
    return worker;
  }

  #receive(update: Update): void {
    if (update.type !== 'inspected' && update.type !== 'refused') {
      this.#follow?.(update);
      return;
    }
    const question = this.#questions.get(update.id);
    this.#questions.delete(update.id);
    if (update.type === 'inspected') question?.resolve(update.facts);
    else question?.reject(new Error(update.message));
  }
}
