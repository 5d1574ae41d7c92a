// Deliberately wrong: `lint.test.ts` proves with it that the lint rules can fail. Not part of the ordinary lint run.
async function write(): Promise<number> {
  return 1;
}

export function forgetsToWait(): void {
  write();
}

export function loosensTypes(value: any): boolean {
  return value == null;
}

export function swallows(): void {
  try {
    forgetsToWait();
  } catch (error) {}
}

export type Kind = 'a' | 'b';

export function forgetsACase(kind: Kind): number {
  switch (kind) {
    case 'a':
      return 1;
  }
  return 0;
}

export async function returnsUnawaited(): Promise<number> {
  try {
    return write();
  } finally {
    console.log('done');
  }
}

export const callback = [1].forEach(async (n) => {
  await Promise.resolve(n);
});

export async function waitsForNothing(): Promise<number> {
  return await 1;
}
