import type { Connection } from 'mongoose';

/** Commands of the connection itself, which come by timer and not by what is measured. */
const HOUSEKEEPING = new Set(['hello', 'ping', 'endSessions']);

export interface CountedCommands<T> {
  readonly result: T;
  readonly count: number;
  /** `find products`, `commitTransaction`, ... in the order they were sent. */
  readonly commands: readonly string[];
}

/** Counts the MongoDB commands that `work` sends on this connection. */
export async function countCommandsOf<T>(db: Connection, work: () => Promise<T>): Promise<CountedCommands<T>> {
  const commands: string[] = [];
  const listen = (event: { commandName: string; command: Record<string, unknown> }) => {
    if (HOUSEKEEPING.has(event.commandName)) return;
    const target: unknown = event.command[event.commandName];
    commands.push(typeof target === 'string' ? `${event.commandName} ${target}` : event.commandName);
  };
  const client = db.getClient();
  client.on('commandStarted', listen);
  try {
    const result = await work();
    return { result, count: commands.length, commands };
  } finally {
    client.off('commandStarted', listen);
  }
}
