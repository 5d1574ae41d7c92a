/**
 * What a spreadsheet would run as a formula, or what an import would read as "remove this": the OWASP list (= + - @, tab,
 * return, line feed), their full-width forms, blanks before them, and that word with blanks around it. Text that begins
 * with apostrophes before such a thing counts too: so each guarded text has exactly one reading, and guard and unguard are
 * each other's inverse for every text.
 */
const RISKY = /^'*(?:[\t\r\n]|\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|\s*\[clear\]\s*$)/;

/** The cell that stands for "remove what is there"; an empty one leaves it as it is. */
export const CLEAR = '[clear]';

/** A text as it goes into a file: with an apostrophe before it when a spreadsheet would run it. */
export function guardCell(text: string): string {
  return RISKY.test(text) ? `'${text}` : text;
}

/** The text that `guardCell` was given. Other texts with an apostrophe in front stay as they are. */
export function unguardCell(cell: string): string {
  return cell.startsWith("'") && RISKY.test(cell) ? cell.slice(1) : cell;
}

/** Levels of a category's path with ` > ` between, paths with ` | `; a backslash stands before the marks themselves. */
export function joinPaths(paths: readonly (readonly string[])[]): string {
  const escaped = (name: string) => name.replace(/[\\>|]/g, '\\$&');
  return paths.map((path) => path.map(escaped).join(' > ')).join(' | ');
}

/** The paths of `joinPaths`; blanks around names don't count. */
export function splitPaths(text: string): string[][] {
  const paths: string[][] = [['']];
  let isEscaped = false;
  for (const character of text) {
    const path = paths.at(-1) ?? [];
    if (isEscaped) path[path.length - 1] += character;
    else if (character === '>') path.push('');
    else if (character === '|') paths.push(['']);
    else if (character !== '\\') path[path.length - 1] += character;
    isEscaped = !isEscaped && character === '\\';
  }
  return paths.map((path) => path.map((name) => name.trim()));
}
