import { basename, dirname, join } from 'node:path';
import { scenarioNames } from '@exmodel/benchmarks';
import { modelAliases, modelNames } from '@exmodel/models';
import { type Command, Option } from 'commander';
import { experimentTemplate } from '../config/experiment-template';
import { experimentJsonSchema, schemaTitle } from '../config/json-schema';
import { strategies, strategyNamed } from '../strategies/registry';
import { exmodelLine } from './shared/command-line';
import { type OverwriteFlags, overwriteOption } from './shared/overwrite-option';
import { outputWriter } from './shared/page-writer';

const schemaName = 'exmodel.schema.json';

interface InitFlags extends OverwriteFlags {
  readonly scenario: string;
  readonly strategy: string;
}

export function defineInit(command: Command): void {
  const names = strategies.map(({ name }) => name);
  command
    .argument('[file]', 'YAML to write', 'experiment.yaml')
    .addOption(
      new Option('--scenario <name>', 'stream of experiences')
        .choices(scenarioNames())
        .default('split_mnist'),
    )
    .addOption(
      new Option('--strategy <name>', 'how the student learns').choices(names).default('consensus_ed'),
    )
    .addOption(overwriteOption())
    .action(init);
}

/** `exmodel init FILE`: writes a commented configuration, and beside it the JSON Schema that it names. */
async function init(file: string, { scenario, strategy, overwrite = false }: InitFlags): Promise<void> {
  // What is in a configuration, people wrote; a schema is ours.
  const yaml = { kind: 'an empty file', isOfKind: (content: Uint8Array) => content.length === 0 };
  const schema = {
    kind: 'a schema of exmodel',
    isOfKind: (content: Uint8Array) => Buffer.from(content).toString().includes(schemaTitle),
  };
  const writeYaml = await outputWriter(undefined, file, [], yaml, { overwrite });
  const writeSchema = await outputWriter(undefined, join(dirname(file), schemaName), [], schema, {
    overwrite,
  });
  const command = exmodelLine(['run', basename(file)]);
  await writeYaml(
    experimentTemplate({ scenario, strategy: strategyNamed(strategy), schema: schemaName, command }),
  );
  const known = { scenarios: scenarioNames(), models: [...modelNames(), ...modelAliases().keys()] };
  await writeSchema(`${JSON.stringify(experimentJsonSchema(strategies, known), null, 2)}\n`);
  console.log(`run it: ${exmodelLine(['run', file])}`);
}
