import { RefusalError } from '../../../src/kernel/errors';
import { assertSlug, slugOf } from '../../../src/modules/catalog/slug';

describe('slugOf', () => {
  it.each([
    ['WHITE HANGING HEART T-LIGHT HOLDER', 'white-hanging-heart-t-light-holder'],
    ['  Crème brûlée — 6 pcs.  ', 'creme-brulee-6-pcs'],
    ['日本茶', '日本茶'],
    ['???', 'product'],
  ])('makes %j into %j', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  it('leaves room for a suffix and never ends in a hyphen', () => {
    const slug = slugOf(`${'a'.repeat(92)} ${'b'.repeat(92)}`);

    expect(slug).toBe('a'.repeat(92));
    expect(() => assertSlug(`${slug}-abcdef`)).not.toThrow();
  });

  it('always makes a slug that is accepted', () => {
    for (const title of ['a', 'A B', 'Ünïcödé', 'x'.repeat(255), '١٢٣', 'İstanbul', 'ǅ', 'ß']) {
      expect(() => assertSlug(slugOf(title))).not.toThrow();
    }
  });
});

describe('assertSlug', () => {
  it.each(['', 'Upper', 'two--hyphens', '-a', 'a-', 'a b', 'a/b', '../etc', 'x'.repeat(101)])('refuses %j', (slug) => {
    expect(() => assertSlug(slug)).toThrow(RefusalError);
  });
});
