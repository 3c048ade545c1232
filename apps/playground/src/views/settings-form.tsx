import type { EngineWish } from '../compute/engine';
import type { GivenModel } from '../merging';
import { engines, pixels, type Settings } from '../settings';

interface Props {
  readonly models: readonly GivenModel[];
  readonly settings: Settings;
  readonly isDisabled: boolean;
  onChange(settings: Settings): void;
}

/** What the files may not say, and how long the student learns. It is open where something is missing. */
export function SettingsForm({ models, settings, isDisabled, onChange }: Props) {
  const facts = models.flatMap((model) => model.facts ?? []);
  const saysPixels = facts.some(({ normalization }) => normalization !== undefined);
  const saysSize = facts.some(({ takes }) => takes.every((side) => side !== undefined));
  const architectures = [...new Set(facts.flatMap(({ architecture }) => architecture ?? []))];
  const isOpen = facts.length > 0 && !(saysPixels && saysSize && architectures.length < 2);
  const set = (changes: Partial<Settings>) => onChange({ ...settings, ...changes });
  return (
    <details open={isOpen}>
      <summary>Settings</summary>
      <fieldset disabled={isDisabled}>
        <legend class="hidden">Settings</legend>
        <label>
          Pixels
          <select
            value={settings.pixels}
            onChange={({ currentTarget }) => set({ pixels: currentTarget.value })}
          >
            <option value="">{saysPixels ? 'as the files say' : 'choose: the files do not say'}</option>
            {Object.entries(pixels).map(([key, { label }]) => (
              <option key={key} value={key}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          Size of images, pixels a side
          <input
            type="number"
            min={1}
            max={2048}
            placeholder={saysSize ? 'as the files say' : ''}
            value={settings.side ?? ''}
            onInput={({ currentTarget: { value } }) =>
              set({ side: value === '' ? undefined : Number(value) })
            }
          />
        </label>
        {architectures.length > 1 && (
          <label>
            Network of the student
            <select
              value={settings.architecture}
              onChange={({ currentTarget }) => set({ architecture: currentTarget.value })}
            >
              <option value="">choose: the models have different ones</option>
              {architectures.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          Steps of learning
          <input
            type="number"
            min={1}
            max={100000}
            value={settings.steps}
            onInput={({ currentTarget: { value } }) =>
              set({ steps: Math.max(1, Math.round(Number(value)) || 1) })
            }
          />
        </label>
        <label>
          Seed
          <input
            type="number"
            min={0}
            max={2 ** 31 - 1}
            value={settings.seed}
            onInput={({ currentTarget: { value } }) =>
              set({ seed: Math.max(0, Math.round(Number(value)) || 0) })
            }
          />
        </label>
        <label>
          Compute on
          <select
            value={settings.engine}
            onChange={({ currentTarget }) => set({ engine: currentTarget.value as EngineWish })}
          >
            {Object.entries(engines).map(([key, label]) => (
              <option key={key} value={key}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </fieldset>
    </details>
  );
}
