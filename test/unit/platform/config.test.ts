import { loadConfig } from '../../../src/config';

const GOOD = {
  MONGODB_URI: 'mongodb://127.0.0.1:27017/x?replicaSet=rs0',
  REDIS_URL: 'redis://127.0.0.1:6379',
  TOKEN_SECRET: 'x'.repeat(32),
};

describe('the settings', () => {
  it('have defaults for all but the three that must be stated', () => {
    const config = loadConfig(GOOD);
    expect(config).toMatchObject({ nodeEnv: 'development', host: '127.0.0.1', port: 4000, redisPrefix: 'holdfast' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('name the payment provider in production, so that no shop takes play money by accident', () => {
    const production = { ...GOOD, NODE_ENV: 'production' };
    expect(() => loadConfig(production)).toThrow('PAYMENT_PROVIDER');
    expect(loadConfig({ ...production, PAYMENT_PROVIDER: 'test' }).nodeEnv).toBe('production');
    expect(() => loadConfig({ ...GOOD, PAYMENT_PROVIDER: 'other' })).toThrow('PAYMENT_PROVIDER');
  });

  it('are refused all at once, by name, without repeating a value', () => {
    const wrong = { MONGODB_URI: 'http://secret-host', PORT: 'eighty', TOKEN_SECRET: 'short-secret' };
    const attempt = () => loadConfig(wrong);
    expect(attempt).toThrow(/MONGODB_URI[^]*REDIS_URL|PORT[^]*MONGODB_URI/);
    for (const value of Object.values(wrong)) expect(attempt).not.toThrow(value);
  });
});
