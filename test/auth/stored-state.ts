import type { App } from '../../src/app';

/** How many documents each collection holds. */
export async function countStored(app: App): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of await collectionsOf(app)) counts[name] = await app.db.collection(name).countDocuments();
  return counts;
}

/** Every stored document as text, by collection and id. Equal states have equal texts. */
export async function readStored(app: App): Promise<Record<string, string>> {
  const stored: Record<string, string> = {};
  for (const name of await collectionsOf(app)) {
    const documents = await app.db.collection(name).find().toArray();
    for (const document of documents) stored[`${name} ${String(document._id)}`] = JSON.stringify(document);
  }
  return stored;
}

async function collectionsOf(app: App): Promise<string[]> {
  const database = app.db.db;
  if (database === undefined) throw new Error('Expected the database to be connected.');
  const found = await database.listCollections({}, { nameOnly: true }).toArray();
  return found.map(({ name }) => name).sort();
}
