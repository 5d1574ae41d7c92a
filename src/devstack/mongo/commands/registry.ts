import { aggregateCommands } from './aggregate';
import { catalogCommands } from './catalog';
import { collModCommands } from './coll-mod';
import { countCommands } from './count';
import { cursorCommands } from './cursors';
import { ddlCommands } from './ddl';
import { deleteCommands } from './delete';
import { diagnosticCommands } from './diagnostics';
import { explainCommands } from './explain';
import { findAndModifyCommands } from './find-and-modify';
import { findCommands } from './find';
import { helloCommands } from './hello';
import { indexCommands } from './indexes';
import { insertCommands } from './insert';
import type { CommandSpec } from './spec';
import { transactionCommands } from './transactions';
import { updateCommands } from './update';

const served: readonly CommandSpec[] = [
  ...helloCommands,
  ...diagnosticCommands,
  ...catalogCommands,
  ...ddlCommands,
  ...collModCommands,
  ...indexCommands,
  ...insertCommands,
  ...updateCommands,
  ...deleteCommands,
  ...findAndModifyCommands,
  ...findCommands,
  ...cursorCommands,
  ...countCommands,
  ...aggregateCommands,
  ...explainCommands,
  ...transactionCommands,
];

const listCommands: CommandSpec = {
  name: 'listCommands',
  fields: 'any',
  run: () => ({
    commands: Object.fromEntries(
      [...served, listCommands].map(({ name }) => [name, { help: '', requiresAuth: false, adminOnly: false }]),
    ),
  }),
};

/** Every command that this server answers. */
export const commands: readonly CommandSpec[] = [...served, listCommands];
