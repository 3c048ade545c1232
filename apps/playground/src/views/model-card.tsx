import type { ModelFacts } from '../compute/messages';
import type { GivenModel } from '../merging';

interface Props {
  readonly model: GivenModel;
  readonly isDisabled: boolean;
  onClasses(classes: string): void;
  onRemove(): void;
}

/** What a model is, and the names of its classes, which may be changed. */
export function ModelCard({
  model: { id, name, facts, fault, classes },
  isDisabled,
  onClasses,
  onRemove,
}: Props) {
  return (
    <li class="card">
      <div class="head">
        <h3>{name}</h3>
        <button type="button" class="quiet" disabled={isDisabled} onClick={onRemove}>
          Remove<span class="hidden"> {name}</span>
        </button>
      </div>
      {fault !== undefined && (
        <p role="alert" class="fault">
          {fault}
        </p>
      )}
      {fault === undefined && facts === undefined && <p class="small">It is being opened …</p>}
      {facts !== undefined && (
        <>
          <p class="small">{factsText(facts)}</p>
          <label>
            Classes, in the order of its {facts.outputs} outputs
            <input
              id={`classes-${id}`}
              type="text"
              value={classes}
              disabled={isDisabled}
              spellcheck={false}
              onInput={({ currentTarget }) => onClasses(currentTarget.value)}
            />
          </label>
        </>
      )}
    </li>
  );
}

function factsText({ kind, architecture, parameters, takes, head }: ModelFacts): string {
  const parts = [
    architecture === undefined ? kind : `${kind}, ${architecture}`,
    ...(parameters === undefined ? [] : [`${parameters.toLocaleString('en')} parameters`]),
    `images ${takes.map((side) => side ?? 'any').join(' × ')}`,
    ...(head === '' ? [] : [head]),
  ];
  return parts.join(' · ');
}
