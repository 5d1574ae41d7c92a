import { ValidationTypes, getMetadataStorage } from 'class-validator';

type Class = new () => object;
type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
/** True when the value of a property is surely allowed. */
type Check = (owner: object, value: unknown) => boolean;

/** The decorators of one property. */
interface PropertyRules {
  readonly name: string;
  /** Whether the others count at all, such as `@IsOptional()`. */
  readonly conditions: readonly Check[];
  readonly checks: readonly Check[];
}

/** Rules by class; null where there is one that only class-validator can judge. */
const known = new WeakMap<Class, readonly PropertyRules[] | null>();

/**
 * True when class-validator would surely find nothing wrong. It looks through the decorators of all classes again for
 * each object that it validates, which is most of its cost (for an order of many lines, of the whole mutation's too);
 * here they are looked up once per class. What is not surely allowed is for class-validator to judge, and to refuse in
 * its own words.
 */
export function isSurelyAllowed(value: object): boolean {
  const type = value.constructor as Class | undefined;
  if (typeof type !== 'function') return false;
  let rules = known.get(type);
  if (rules === undefined) known.set(type, (rules = rulesOf(type)));
  if (rules === null) return false;
  for (const { name, conditions, checks } of rules) {
    const given = (value as Record<string, unknown>)[name];
    if (!conditions.every((condition) => condition(value, given))) continue;
    if (!checks.every((check) => check(value, given))) return false;
  }
  return true;
}

function rulesOf(type: Class): readonly PropertyRules[] | null {
  const storage = getMetadataStorage();
  const all = storage.getTargetValidationMetadatas(type, '', false, false);
  const rules: PropertyRules[] = [];
  for (const [name, metadatas] of Object.entries(storage.groupByPropertyName(all))) {
    const conditions = metadatas.filter(isCondition).map(conditionOf);
    const checks = metadatas.filter((one) => !isCondition(one)).map(checkOf);
    if (checks.includes(null)) return null;
    rules.push({ name, conditions, checks: checks as Check[] });
  }
  return rules;
}

function isCondition({ type }: Metadata): boolean {
  return (type as ValidationTypes) === ValidationTypes.CONDITIONAL_VALIDATION;
}

function conditionOf({ constraints }: Metadata): Check {
  const [isNeeded] = constraints as [Check];
  return isNeeded;
}

function checkOf(metadata: Metadata): Check | null {
  switch (metadata.type as ValidationTypes) {
    case ValidationTypes.NESTED_VALIDATION:
      return isNestedAllowed;
    case ValidationTypes.CUSTOM_VALIDATION:
      return customCheck(metadata);
    default:
      return null;
  }
}

/** For `@ValidateNested()` null is wrong and absent is not. */
function isNestedAllowed(_owner: object, value: unknown): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.every((item) => item === undefined || isObjectAllowed(item));
  return isObjectAllowed(value);
}

function isObjectAllowed(value: unknown): boolean {
  if (!(value instanceof Object) || Array.isArray(value) || value instanceof Set || value instanceof Map) return false;
  return isSurelyAllowed(value);
}

/** Every decorator with a rule of its own, such as `@MaxLength(64)`. */
function customCheck({ constraintCls, constraints, each, propertyName, validateIf }: Metadata): Check | null {
  const rules = getMetadataStorage().getTargetValidatorConstraints(constraintCls);
  if (rules.some((rule) => rule.async)) return null;
  const instances = rules.map((rule) => rule.instance);
  return (object, value) => {
    if (validateIf !== undefined && !validateIf(object, value)) return true;
    const args = { targetName: object.constructor.name, property: propertyName, object, value, constraints };
    // A rule that answers a promise after all is not sure.
    const passes = (one: unknown): boolean => instances.every((instance) => instance.validate(one, args) === true);
    if (!each) return passes(value);
    if (value instanceof Set || value instanceof Map) return false;
    return Array.isArray(value) ? value.every(passes) : passes(value);
  };
}
