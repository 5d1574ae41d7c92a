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
