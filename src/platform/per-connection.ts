import type { Connection } from 'mongoose';

/**
 * What a process keeps beside a connection, made at first use: two apps (and each test worker) live in one process
 * without meeting, and with the connection it is gone.
 */
export function perConnection<T>(make: (db: Connection) => T): (db: Connection) => T {
  const kept = new WeakMap<Connection, T>();
  return (db) => {
    const known = kept.get(db);
    if (known !== undefined) return known;
    const made = make(db);
    kept.set(db, made);
    return made;
  };
}
