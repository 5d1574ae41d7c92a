import { hashPassword, hashPin, verifyPassword } from '../../../src/modules/tenants/password';

describe('passwords', () => {
  it('verify against their own hash only, however their characters are composed', async () => {
    const stored = await hashPassword('caf\u00e9-au-lait');

    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(stored, 'caf\u00e9-au-lait')).toBe(true);
    expect(await verifyPassword(stored, 'cafe\u0301-au-lait')).toBe(true);
    expect(await verifyPassword(stored, 'cafe-au-lait')).toBe(false);
    expect(await hashPassword('caf\u00e9-au-lait')).not.toBe(stored);
  });

  it('of an account that does not exist never verify, not even the decoy', async () => {
    expect(await verifyPassword(null, 'no account has this password')).toBe(false);
  });
});

describe('PINs', () => {
  it('hash alike under one salt and unlike under another', async () => {
    const salt = '00112233445566778899aabbccddeeff';

    expect(await hashPin('482915', salt)).toBe(await hashPin('482915', salt));
    expect(await hashPin('482916', salt)).not.toBe(await hashPin('482915', salt));
    expect(await hashPin('482915', `ff${salt.slice(2)}`)).not.toBe(await hashPin('482915', salt));
  });
});
