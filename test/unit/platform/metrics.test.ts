import { createMetrics } from '../../../src/platform/metrics';

it.each([
  ['driftedEntries', 'holdfast_drifted_entries'],
  ['projectionLagSeconds', 'holdfast_projection_lag_seconds'],
] as const)('%s has no figure where nobody has measured it, least of all a reassuring 0', async (gauge, name) => {
  const metrics = createMetrics();
  const figure = async () => new RegExp(`^${name} (.+)$`, 'm').exec(await metrics.registry.metrics())?.[1];
  expect(await figure()).toBeUndefined();
  metrics[gauge].set(0);
  expect(await figure()).toBe('0');
});
