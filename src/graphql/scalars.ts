import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars';

export { GraphQLDateTime, GraphQLSafeInt };

const CODES = new Set(Intl.supportedValuesOf('currency'));

function parseCurrency(value: unknown): string {
  if (typeof value === 'string' && CODES.has(value)) return value;
  throw new GraphQLError('Expected an ISO 4217 currency code in upper case, such as "GBP".', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** ISO 4217 alphabetic code. */
export const GraphQLCurrencyCode = new GraphQLScalarType<string, string>({
  name: 'CurrencyCode',
  description: 'An ISO 4217 currency code in upper case, such as "GBP".',
  serialize: (value) => String(value),
  parseValue: parseCurrency,
  parseLiteral: (node) => parseCurrency(node.kind === Kind.STRING ? node.value : undefined),
});
