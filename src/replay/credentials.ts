import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The file that `npm run dev` writes; what else it holds is not looked at. */
const schema = z.object({
  url: z.string(),
  tenant: z.string(),
  staff: z.array(z.object({ role: z.string(), email: z.string(), password: z.string() })),
  registers: z.array(z.object({ id: z.string(), branchCode: z.string() })),
});

export type Credentials = z.infer<typeof schema>;

/** Reads `<data>/credentials.json`; throws an Error that says what is missing, never what the file holds. */
export function readCredentials(file: string): Credentials {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new Error(`Expected ${file} to be the credentials.json of npm run dev, got ${code ?? 'no JSON'}.`, {
      cause: error,
    });
  }
  const checked = schema.safeParse(parsed);
  if (!checked.success) {
    const fields = checked.error.issues.map((issue) => issue.path.join('.'));
    throw new Error(`Expected ${file} to be the credentials.json of npm run dev; not usable: ${fields.join(', ')}.`);
  }
  return checked.data;
}
