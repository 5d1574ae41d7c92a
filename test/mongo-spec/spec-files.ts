import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** All .json files under a folder, sorted; the file itself for a file. */
export function findSpecFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const inner = join(path, name);
      if (statSync(inner).isDirectory()) return findSpecFiles(inner);
      return name.endsWith('.json') ? [inner] : [];
    });
}
