import { searchFilter, searchWordsOf } from '../../../src/modules/catalog/search-words';

describe('searchWordsOf', () => {
  it('folds case, accents and punctuation, and keeps each word once', () => {
    expect(searchWordsOf(['WHITE Hanging  Heart T-Light Holder', 'Crème brûlée', '85123A', 'heart'])).toEqual([
      'white',
      'hanging',
      'heart',
      't',
      'light',
      'holder',
      'creme',
      'brulee',
      '85123a',
    ]);
  });

  it('keeps letters of other scripts, and is bounded', () => {
    expect(searchWordsOf(['Тёплый шарф', '日本茶'])).toEqual(['теплыи', 'шарф', '日本茶']);
    expect(searchWordsOf(Array.from({ length: 5_000 }, (_, index) => `w${index}`))).toHaveLength(1_000);
    expect(searchWordsOf(['x'.repeat(10_000)])).toEqual(['x'.repeat(64)]);
  });
});

describe('searchFilter', () => {
  it('asks for a word in the range of each term, once per term', () => {
    expect(searchFilter('Heart hold HEART')).toEqual({
      $and: [
        { searchWords: { $elemMatch: { $gte: 'heart', $lt: 'heart\u{10ffff}' } } },
        { searchWords: { $elemMatch: { $gte: 'hold', $lt: 'hold\u{10ffff}' } } },
      ],
    });
  });

  it('treats operators and patterns as plain characters', () => {
    expect(searchFilter('^he.*$')).toEqual(searchFilter('he'));
    expect(searchFilter('{"$gt": ""}')).toEqual(searchFilter('gt'));
  });

  it.each(['', '   ', '---', '$^.*'])('is null for %j, which holds no word', (search) => {
    expect(searchFilter(search)).toBeNull();
  });

  it('counts at most eight terms', () => {
    expect(searchFilter('a b c d e f g h i j')?.$and).toHaveLength(8);
  });
});
