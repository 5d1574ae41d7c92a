import { warnSeldom } from '../../../src/platform/warn-seldom';

function scene() {
  const lines: object[] = [];
  const skip = (): void => undefined;
  const logger = { debug: skip, info: skip, warn: (fields: object) => void lines.push(fields), error: skip };
  const time = { now: 0 };
  return { lines, time, warn: warnSeldom(logger, 'Redis', { job: 'prune' }, () => time.now) };
}

it('says an outage once, and once a minute how often it was reported meanwhile', () => {
  const { lines, time, warn } = scene();
  for (; time.now < 120_000; time.now += 100) warn(new Error('connect ECONNREFUSED'));
  expect(lines).toEqual([
    { job: 'prune', error: 'connect ECONNREFUSED' },
    { job: 'prune', error: 'connect ECONNREFUSED', timesMeanwhile: 599 },
  ]);
});

it('says something else at once', () => {
  const { lines, warn } = scene();
  for (const text of ['a', 'b', 'a', 'b']) warn(new Error(text));
  expect(lines).toEqual([
    { job: 'prune', error: 'a' },
    { job: 'prune', error: 'b' },
  ]);
});

it('keeps few texts, and says all that are new', () => {
  const { lines, warn } = scene();
  for (let i = 0; i < 1_000; i += 1) warn(new Error(`Missing lock for job ${i}`));
  expect(lines).toHaveLength(1_000);
});
