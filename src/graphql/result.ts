import * as Domain from '../kernel/errors';
import * as Types from './user-error.type';

type AnyErrorType =
  | Types.InsufficientStockErrorType
  | Types.NotFoundErrorType
  | Types.InvalidStateErrorType
  | Types.IdempotencyKeyReusedErrorType
  | Types.StaleQuantityErrorType
  | Types.LimitExceededErrorType
  | Types.PaymentDeclinedErrorType
  | Types.ValidationErrorType;

/** The one place that turns a domain outcome into its GraphQL type; null for an outcome that has none. */
export function toErrorType(error: unknown): AnyErrorType | null {
  if (error instanceof Domain.InsufficientStockError) return new Types.InsufficientStockErrorType(error);
  if (error instanceof Domain.NotFoundError) return new Types.NotFoundErrorType(error);
  if (error instanceof Domain.InvalidStateError) return new Types.InvalidStateErrorType(error);
  if (error instanceof Domain.IdempotencyKeyReusedError) return new Types.IdempotencyKeyReusedErrorType(error);
  if (error instanceof Domain.StaleQuantityError) return new Types.StaleQuantityErrorType(error);
  if (error instanceof Domain.LimitExceededError) return new Types.LimitExceededErrorType(error);
  if (error instanceof Domain.PaymentDeclinedError) return new Types.PaymentDeclinedErrorType(error);
  if (error instanceof Domain.ValidationError) return new Types.ValidationErrorType(error);
  return null;
}

type Constructor<T> = abstract new (...args: never[]) => T;

/**
 * Runs a mutation and answers its payload, or the outcome as a member of the result union.
 * An outcome that the union does not declare is thrown on: it becomes a top-level error with its code.
 * @param declared the error types of the mutation's union.
 */
export async function outcomeOf<Payload, C extends Constructor<AnyErrorType>>(
  declared: readonly C[],
  work: () => Promise<Payload>,
): Promise<Payload | InstanceType<C>> {
  try {
    return await work();
  } catch (error) {
    const typed = toErrorType(error);
    const member = declared.find((type) => typed instanceof type);
    if (member === undefined) throw error;
    return typed as InstanceType<C>;
  }
}
