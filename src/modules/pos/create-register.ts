import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../../kernel/context';
import { NotFoundError, ValidationError } from '../../kernel/errors';
import { newId, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { isDuplicateKey } from '../../platform/mongo';
import { tenantDirectory } from '../tenants';
import { REGISTER_CODE_INDEX, registers } from './register.model';
import type { RegisterDoc } from './register.model';

const CODE = /^[A-Z0-9][A-Z0-9-]{0,15}$/;

export interface NewRegister {
  readonly branchId: Id;
  /** Upper case letters, digits and hyphens; unique in its branch, part of every receipt number. */
  readonly code: string;
  readonly name: string;
}

/**
 * Makes a till and the token of its terminal. The token is returned this once; only its hash is stored.
 * Throws NotFoundError for a branch that the tenant lacks, ValidationError for a bad or taken code.
 */
export async function createRegister(
  ctx: Context,
  input: NewRegister,
): Promise<{ register: RegisterDoc; terminalToken: string }> {
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  if (facts?.branchById.has(input.branchId.toHexString()) !== true) {
    throw new NotFoundError('Branch', toGlobalId('Branch', input.branchId));
  }
  if (!CODE.test(input.code)) {
    throw new ValidationError('code', 'Expected 1 to 16 upper case letters, digits or hyphens.', 'REGISTER_CODE');
  }
  const terminalToken = `hft_${randomBytes(32).toString('base64url')}`;
  const register: RegisterDoc = {
    _id: newId(),
    tenantId: ctx.tenantId,
    branchId: input.branchId,
    code: input.code,
    name: input.name,
    active: true,
    terminalTokenHash: hashTerminalToken(terminalToken),
    receiptCount: 0,
    createdAt: ctx.clock.now(),
  };
  try {
    await registers(ctx.db).insertMany([register], { lean: true });
  } catch (error) {
    if (!isDuplicateKey(error, REGISTER_CODE_INDEX)) throw error;
    throw new ValidationError('code', `The branch already has a register ${input.code}.`, 'REGISTER_CODE_TAKEN');
  }
  return { register, terminalToken };
}

/** What is stored of a terminal's token. */
export function hashTerminalToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
