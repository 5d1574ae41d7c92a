import { searchTerms, searchWordsOf } from '../../../src/modules/catalog/search-words';

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

describe('searchTerms', () => {
  it('asks for a word in the range of each term, once per term', () => {
    expect(searchTerms('Heart hold HEART')).toEqual([
      { searchWords: { $elemMatch: { $gte: 'heart', $lt: 'heart\u{10ffff}' } } },
      { searchWords: { $elemMatch: { $gte: 'hold', $lt: 'hold\u{10ffff}' } } },
    ]);
  });

  it('treats operators and patterns as plain characters', () => {
    expect(searchTerms('^he.*$')).toEqual(searchTerms('he'));
    expect(searchTerms('{"$gt": ""}')).toEqual(searchTerms('gt'));
  });

  it.each(['', '   ', '---', '$^.*'])('is none for %j, which holds no word', (search) => {
    expect(searchTerms(search)).toEqual([]);
  });

  it('counts at most eight terms', () => {
    expect(searchTerms('a b c d e f g h i j')).toHaveLength(8);
  });
});
