import 'reflect-metadata';
import {
  ArrayMaxSize,
  IsOptional,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
  Validate,
  getMetadataStorage,
  validateSync,
} from 'class-validator';
import { buildGraphqlSchema } from '../../../src/graphql-schema';
import { isSurelyAllowed } from '../../../src/graphql/input-rules';

class Line {
  @Min(1)
  @Max(10)
  quantity: unknown;

  @IsOptional()
  @MaxLength(3)
  note?: unknown;
}

class Base {
  @Length(2, 4)
  code: unknown = 'abc';
}

class Order extends Base {
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  lines: unknown = [];

  @IsOptional()
  @ValidateNested()
  extra?: unknown;

  @MaxLength(2, { each: true })
  tags: unknown = [];

  @ValidateIf((order: Order) => order.code === 'abc')
  @Matches(/^x/)
  when: unknown = 'x';

  @Max(5, { validateIf: (_order: Order, value: unknown) => value !== 'any' })
  most: unknown = 1;
}

class Plain {
  anything: unknown = 1;
}

@ValidatorConstraint({ async: true })
class Slow {
  validate(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

class Waiting {
  @Validate(Slow)
  later: unknown = 1;
}

function filled<T extends object>(made: T, values: object): T {
  return Object.assign(made, values);
}
const line = (values: object): Line => filled(new Line(), values);
const order = (values: object): Order => filled(new Order(), values);
const OPTIONS = { forbidUnknownValues: false, stopAtFirstError: true };

describe('isSurelyAllowed', () => {
  const good = line({ quantity: 1 });
  test.each<[string, object]>([
    ['all good', order({ lines: [good, good] })],
    ['the inherited rule', order({ code: 'a' })],
    ['too many', order({ lines: [good, good, good] })],
    ['no array', order({ lines: good })],
    ['a wrong line', order({ lines: [good, line({ quantity: 11 })] })],
    ['a line that is null', order({ lines: [null] })],
    ['a line that is text', order({ lines: ['line'] })],
    ['lines that are null', order({ lines: null })],
    ['no lines', order({ lines: undefined })],
    ['a line without a class', order({ lines: [{ quantity: 99 }] })],
    ['an optional object that is null', order({ extra: null })],
    ['an optional object that is wrong', order({ extra: line({ quantity: 0 }) })],
    ['an optional object that is text', order({ extra: 'text' })],
    ['an optional text', line({ quantity: 1, note: 'abc' })],
    ['an optional text that is too long', line({ quantity: 1, note: 'abcd' })],
    ['an optional text that is null', line({ quantity: 1, note: null })],
    ['a number that is text', line({ quantity: '1' })],
    ['each of a list', order({ tags: ['ab', 'c'] })],
    ['one of a list that is wrong', order({ tags: ['ab', 'abc'] })],
    ['a set with a wrong one', order({ tags: new Set(['abc']) })],
    ['no list where each counts', order({ tags: 'abc' })],
    ['a condition that holds', order({ when: 'y' })],
    ['a condition that does not hold', order({ code: 'xyz', when: 'y' })],
    ['a rule with a condition of its own', order({ most: 'any' })],
    ['the same, not met', order({ most: 9 })],
    ['a class without rules', new Plain()],
    ['an object without a class', { anything: 1 }],
  ])('judges like class-validator: %s', (_name, value) => {
    const isRefused = validateSync(value, OPTIONS).length > 0;
    expect(isSurelyAllowed(value)).toBe(!isRefused);
  });

  test('is not sure of what only class-validator can judge', () => {
    expect(isSurelyAllowed(new Waiting())).toBe(false);
    expect(isSurelyAllowed(order({ tags: new Set(['a']) }))).toBe(false);
    expect(isSurelyAllowed(order({ lines: [[good]] }))).toBe(false);
    expect(isSurelyAllowed(Object.create(null) as object)).toBe(false);
  });

  test('looks through the decorators of a class once', () => {
    const lookUp = jest.spyOn(getMetadataStorage(), 'getTargetValidationMetadatas');
    class Fresh extends Order {}
    const fresh = (): Fresh => filled(new Fresh(), { lines: [good] });
    expect([fresh(), fresh(), fresh()].map(isSurelyAllowed)).toEqual([true, true, true]);
    expect(lookUp).toHaveBeenCalledTimes(1);
    lookUp.mockRestore();
  });

  test('knows every rule that inputs of the schema have', async () => {
    await buildGraphqlSchema(null);
    const { validationMetadatas } = getMetadataStorage() as unknown as {
      validationMetadatas: Map<unknown, { target: unknown; type: string; constraintCls: () => void }[]>;
    };
    const rules = [...validationMetadatas.values()].flat().filter(({ target }) => target !== Waiting);
    expect(rules.length).toBeGreaterThan(300);
    const types = new Set(rules.map(({ type }) => type));
    expect([...types].sort()).toEqual(['conditionalValidation', 'customValidation', 'nestedValidation']);
    const asynchronous = rules.flatMap(({ constraintCls }) =>
      getMetadataStorage()
        .getTargetValidatorConstraints(constraintCls)
        .filter((rule) => rule.async),
    );
    expect(asynchronous).toEqual([]);
  });
});
