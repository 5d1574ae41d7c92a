import { isObjectType } from 'graphql';
import { buildGraphqlSchema } from '../../../src/graphql-schema';

test('values of a view class are read as properties; what a resolver class gives, or a rule guards, is resolved', async () => {
  const schema = await buildGraphqlSchema(null);
  const resolved = (typeName: string): string[] => {
    const type = schema.getType(typeName);
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    return fields.filter((field) => field.resolve !== undefined).map((field) => field.name);
  };

  expect(resolved('Product')).toEqual(expect.arrayContaining(['quantity', 'variants', 'categories']));
  for (const name of ['id', 'title', 'slug', 'status', 'options', 'createdAt']) {
    expect(resolved('Product')).not.toContain(name);
  }
  expect(resolved('Variant')).toEqual(expect.arrayContaining(['costPrice', 'price', 'stock']));
  expect(resolved('Variant')).not.toContain('sku');
  expect(resolved('StockEntry')).toEqual(expect.arrayContaining(['branch', 'variant', 'movements']));
  expect(resolved('StockEntry')).not.toContain('quantityOnHand');
});
