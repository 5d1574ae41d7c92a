import type { MongoClient } from 'mongodb';

/** What clients and the measurement itself send by timer. */
const HOUSEKEEPING = new Set(['hello', 'isMaster', 'ismaster', 'ping', 'serverStatus', 'endSessions', 'buildInfo']);

/**
 * Commands that the database has run since it started, housekeeping left out. From `serverStatus().metrics.commands`,
 * which counts commands; `opcounters` counts the documents of an insert and the statements of an update.
 */
export async function commandsRun(client: MongoClient): Promise<number> {
  const status = await client.db('admin').command({ serverStatus: 1 });
  const byName = (status['metrics'] as { commands: Record<string, { total?: number }> }).commands;
  let sum = 0;
  for (const [name, { total }] of Object.entries(byName)) {
    if (!HOUSEKEEPING.has(name)) sum += Number(total ?? 0);
  }
  return sum;
}
