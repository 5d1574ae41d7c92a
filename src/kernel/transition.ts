import { InvalidStateError } from './errors';

/** Which states may follow each state. A state without followers is terminal. */
export type TransitionTable<State extends string> = Readonly<Record<State, readonly State[]>>;

/** True when the table lets `from` become `to`. */
export function canMove<State extends string>(table: TransitionTable<State>, from: State, to: State): boolean {
  return table[from].includes(to);
}

/** All states from which `to` can be reached in one step: for the filter of a guarded update. */
export function statesBefore<State extends string>(table: TransitionTable<State>, to: State): State[] {
  return (Object.keys(table) as State[]).filter((from) => canMove(table, from, to));
}

/** Throws InvalidStateError unless the table lets `from` become `to`. */
export function assertMove<State extends string>(
  table: TransitionTable<State>,
  noun: string,
  from: State,
  to: State,
): void {
  if (canMove(table, from, to)) return;
  const allowed = table[from].length === 0 ? 'nothing, it is final' : table[from].join(', ');
  throw new InvalidStateError(from, `A ${noun} that is ${from} can become ${allowed}; ${to} was asked for.`);
}
