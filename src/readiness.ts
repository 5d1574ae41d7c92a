import type { App } from './app';

/** Of what a process needs, the services that don't answer now; logged with what they said instead. */
export async function missingServices({ db, redis, logger }: Pick<App, 'db' | 'redis' | 'logger'>): Promise<string[]> {
  const services: readonly (readonly [string, Promise<unknown>])[] = [
    ['MongoDB', db.getClient().db('admin').command({ ping: 1 }, { timeoutMS: 2_000 })],
    ['Redis', redis.ping()],
  ];
  const answers = await Promise.allSettled(services.map(([, answer]) => answer));
  return services.flatMap(([name], index) => {
    const answer = answers[index];
    if (answer?.status !== 'rejected') return [];
    logger.warn({ error: String(answer.reason) }, `not ready: ${name} does not answer`);
    return [name];
  });
}
