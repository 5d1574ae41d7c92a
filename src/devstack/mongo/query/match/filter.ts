import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { compileCondition } from '../expression/condition';
import type { CompiledFilter, FilterOptions, PathPredicate } from '../types';
import { isDocument } from '../value/bson-type';
import { collatorFor } from '../value/collation';
import { badValue } from './array-operators';
import { compileJsonSchema } from './json-schema';
import {
  isOperatorDocument,
  literalCondition,
  matchAll,
  parseOperators,
  predicatesOf,
  type ParseState,
} from './operators';
import type { Matcher, Trace } from './path';

interface Parsed {
  readonly matcher: Matcher | undefined;
  readonly predicates: PathPredicate[];
  orBranches: readonly Document[] | undefined;
  usesText: boolean;
}

/** MongoDB's bound on nested filters (MatchExpressionParser::kMaximumTreeDepth). */
const MAX_DEPTH = 100;

/**
 * Compiles a query filter.
 *
 * @throws MongoError 2 BadValue and others for an operator or operand that MongoDB refuses
 */
export function compileFilter(filter: Document, options: FilterOptions = {}): CompiledFilter {
  return new Filter(filter, options);
}

const matchAnything: Matcher = () => true;

class Filter implements CompiledFilter {
  readonly isEmpty: boolean;
  readonly predicates: readonly PathPredicate[];
  readonly usesText: boolean;
  readonly usesWhere = false;
  /** A property, because callers pass it on as a bare function. */
  readonly matches: (doc: Document) => boolean;
  private readonly matcher: Matcher;
  private readonly branches: readonly Document[] | undefined;
  private compiledBranches: CompiledFilter[] | undefined;

  constructor(
    readonly raw: Document,
    private readonly options: FilterOptions,
  ) {
    const parsed = new Parser(options).parse(raw, 0);
    this.isEmpty = parsed.matcher === undefined;
    this.matcher = parsed.matcher ?? matchAnything;
    this.predicates = parsed.predicates;
    this.usesText = parsed.usesText;
    this.branches = parsed.orBranches;
    const { matcher } = this;
    this.matches = (doc) => matcher(doc, undefined);
  }

  matchedPosition(doc: Document): number | undefined {
    const trace: Trace = { position: undefined };
    return this.matcher(doc, trace) ? trace.position : undefined;
  }

  get orBranches(): readonly CompiledFilter[] | undefined {
    // Compiled when a planner asks: most filters never have one.
    return (
      this.branches && (this.compiledBranches ??= this.branches.map((branch) => compileFilter(branch, this.options)))
    );
  }
}

class Parser {
  private readonly state: ParseState;
  private depth = 0;

  constructor(private readonly options: FilterOptions) {
    this.state = {
      strings: collatorFor(options.collation),
      filter: (filter) => this.parse(filter, this.depth).matcher ?? (() => true),
    };
  }

  parse(filter: Document, depth: number): Parsed {
    if (depth > MAX_DEPTH) {
      throw badValue(`exceeded maximum query tree depth of ${MAX_DEPTH} at ${Object.keys(filter)[0] ?? ''}`);
    }
    const outer = this.depth;
    this.depth = depth + 1;
    try {
      return this.parseFields(filter, depth);
    } finally {
      this.depth = outer;
    }
  }

  private parseFields(filter: Document, depth: number): Parsed {
    const matchers: Matcher[] = [];
    const result = {
      predicates: [] as PathPredicate[],
      orBranches: undefined as Parsed['orBranches'],
      usesText: false,
    };
    for (const [field, value] of Object.entries(filter)) {
      if (field.startsWith('$')) {
        const matcher = this.parseTopLevel(field, value, depth, result);
        if (matcher) matchers.push(matcher);
        continue;
      }
      const conditions = isOperatorDocument(value)
        ? parseOperators(value, this.state)
        : [literalCondition(value, this.state.strings)];
      if (conditions.length > 0) matchers.push(matchAll(field, conditions));
      result.predicates.push(...predicatesOf(field, conditions));
    }
    return { ...result, matcher: conjunction(matchers) };
  }

  private parseTopLevel(
    op: string,
    value: Value,
    depth: number,
    into: { predicates: PathPredicate[]; orBranches: Parsed['orBranches']; usesText: boolean },
  ): Matcher | undefined {
    switch (op) {
      case '$and': {
        const parts = this.parseList(op, value, depth);
        for (const part of parts) {
          into.predicates.push(...part.predicates);
          into.orBranches ??= part.orBranches;
          into.usesText ||= part.usesText;
        }
        return conjunction(parts.flatMap((part) => (part.matcher ? [part.matcher] : [])));
      }
      case '$or': {
        const parts = this.parseList(op, value, depth);
        into.orBranches ??= value as Document[];
        const matchers = parts.map((part) => part.matcher ?? (() => true));
        return (doc, trace) => matchers.some((matcher) => matcher(doc, trace));
      }
      case '$nor': {
        const matchers = this.parseList(op, value, depth).map((part) => part.matcher ?? (() => true));
        return (doc) => !matchers.some((matcher) => matcher(doc, undefined));
      }
      case '$expr':
        return compileCondition(value, this.options);
      case '$jsonSchema':
        return compileJsonSchema(value);
      case '$comment':
        return undefined;
      case '$alwaysTrue':
        return undefined;
      case '$alwaysFalse':
        return () => false;
      case '$sampleRate':
        return sampleRate(value);
      case '$text':
        into.usesText = true;
        return () => {
          throw new MongoError(27, 'IndexNotFound', 'text index required for $text query');
        };
      case '$where':
        throw badValue('no globalScriptEngine in $where parsing');
      default:
        throw badValue(
          `unknown top level operator: ${op}. If you have a field name that starts with a '$' symbol, consider using ` +
            '$getField or $setField.',
        );
    }
  }

  private parseList(op: string, value: Value, depth: number): Parsed[] {
    if (!Array.isArray(value)) throw badValue(`${op} must be an array`);
    if (value.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
    return (value as Value[]).map((part) => {
      if (!isDocument(part)) throw badValue('$or/$and/$nor entries need to be full objects');
      return this.parse(part, depth + 1);
    });
  }
}

function conjunction(matchers: readonly Matcher[]): Matcher | undefined {
  const [first, second] = matchers;
  if (matchers.length <= 1) return first;
  if (matchers.length === 2 && first && second) return (doc, trace) => first(doc, trace) && second(doc, trace);
  return (doc, trace) => {
    for (const matcher of matchers) if (!matcher(doc, trace)) return false;
    return true;
  };
}

function sampleRate(value: Value): Matcher {
  const rate = Number((value as { valueOf(): unknown } | null)?.valueOf());
  if (!(rate >= 0 && rate <= 1)) throw badValue('numeric argument to $sampleRate must be in [0, 1]');
  return () => Math.random() < rate;
}
