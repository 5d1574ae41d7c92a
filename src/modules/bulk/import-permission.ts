import type { Context } from '../../kernel/context';
import { RefusalError } from '../../kernel/errors';
import { can } from '../../kernel/permissions';
import type { Permission } from '../../kernel/permissions';
import { IMPORT_KINDS } from './import.model';
import type { ImportKind } from './import.model';

const PERMISSION_BY_KIND: Readonly<Record<ImportKind, Permission>> = { CATALOG: 'catalog:write', STOCK: 'stock:write' };

/** The kinds that the caller may import and see: who only counts stock has nothing to do with the catalogue's files. */
export function kindsOf(ctx: Context): ImportKind[] {
  return IMPORT_KINDS.filter((kind) => can(ctx.actor, PERMISSION_BY_KIND[kind]));
}

/** Refuses a kind that is not the caller's to import (FORBIDDEN). */
export function assertMayImport(ctx: Context, kind: ImportKind): void {
  if (kindsOf(ctx).includes(kind)) return;
  const message = `An import of ${kind} needs the permission ${PERMISSION_BY_KIND[kind]}. Ask an administrator.`;
  throw new RefusalError('FORBIDDEN', message);
}
