import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Kind, parse } from 'graphql';

/** Whose operations a folder of `schema/operations` holds. */
export const CLIENTS = ['storefront', 'pos', 'admin'] as const;
export type Client = (typeof CLIENTS)[number];

/** One prepared operation: the playground shows it, and the typed clients come out of the same file. */
export interface PreparedOperation {
  readonly client: Client;
  /** The operation's name, unique over all clients, such as `ShopperBrowse`. */
  readonly name: string;
  readonly document: string;
}

/**
 * Reads `schema/operations/{storefront,pos,admin}/*.graphql`, in the order of their file names.
 * Throws when a file does not hold exactly one named operation.
 */
export function readPreparedOperations(): readonly PreparedOperation[] {
  const folder = join(repositoryRoot(), 'schema', 'operations');
  return CLIENTS.flatMap((client) => {
    const files = readdirSync(join(folder, client)).filter((file) => file.endsWith('.graphql'));
    return files.sort().map((file) => {
      const document = readFileSync(join(folder, client, file), 'utf8').trim();
      return { client, name: operationName(document, file), document };
    });
  });
}

function operationName(document: string, file: string): string {
  const operations = parse(document).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const name = operations[0]?.name?.value;
  if (operations.length !== 1 || name === undefined) throw new Error(`Expected one named operation in ${file}.`);
  return name;
}

/** The folder with package.json above this file: one level more when it runs from the build. */
function repositoryRoot(): string {
  const above = dirname(dirname(__dirname));
  return above.endsWith('dist') ? dirname(above) : above;
}
