import { arithmeticOperators } from './arithmetic';
import { arrayIterationOperators } from './array-iteration';
import { arrayOperators } from './arrays';
import { conversionOperators } from './conversion';
import { dateArithmeticOperators } from './date-arithmetic';
import { datePartOperators } from './date-parts';
import { dateOperators } from './dates';
import { logicOperators } from './logic';
import { mathematicsOperators } from './mathematics';
import { objectOperators } from './objects';
import { regexOperators } from './regex-operators';
import { builders } from './registry';
import { setOperators } from './sets';
import { statisticsOperators } from './statistics';
import { stringOperators } from './strings';

const TABLES = [
  arithmeticOperators,
  arrayIterationOperators,
  arrayOperators,
  conversionOperators,
  dateArithmeticOperators,
  datePartOperators,
  dateOperators,
  logicOperators,
  mathematicsOperators,
  objectOperators,
  regexOperators,
  setOperators,
  statisticsOperators,
  stringOperators,
];
for (const table of TABLES) for (const [name, builder] of Object.entries(table)) builders.set(name, builder);
