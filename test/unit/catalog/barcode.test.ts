import { RefusalError, ValidationError } from '../../../src/kernel/errors';
import { assertBarcode, gtinCheckDigit } from '../../../src/modules/catalog/barcode';

describe('gtinCheckDigit', () => {
  // Printed on real goods and in GS1's examples.
  it.each([
    ['7351353', '7'],
    ['03600029145', '2'],
    ['400638133393', '1'],
    ['629104150021', '3'],
    ['1061414100041', '5'],
    ['000000000000', '0'],
  ])('%s is followed by %s', (digits, check) => {
    expect(gtinCheckDigit(digits)).toBe(check);
  });
});

describe('assertBarcode', () => {
  it.each(['73513537', '036000291452', '4006381333931', '10614141000415', 'A', 'ABC-1234/x', '12345', '1'.repeat(48)])(
    'accepts %s',
    (barcode) => {
      expect(() => assertBarcode(barcode, 'b')).not.toThrow();
    },
  );

  it.each(['73513538', '036000291453', '4006381333932', '10614141000416'])(
    'answers BARCODE_CHECK_DIGIT for %s',
    (barcode) => {
      let caught: unknown;
      try {
        assertBarcode(barcode, 'variants.0.barcodes.1');
      } catch (error) {
        caught = error;
      }

      expect(caught).toBeInstanceOf(ValidationError);
      expect(caught).toMatchObject({ code: 'BARCODE_CHECK_DIGIT', field: 'variants.0.barcodes.1' });
    },
  );

  it('catches every single wrong digit, and a swap unless the neighbours differ by 5', () => {
    const valid = '4006381333931';
    const passes = (barcode: string) => {
      try {
        assertBarcode(barcode, 'b');
        return true;
      } catch {
        return false;
      }
    };
    for (let place = 0; place < valid.length; place += 1) {
      for (let digit = 0; digit <= 9; digit += 1) {
        const typed = valid.slice(0, place) + String(digit) + valid.slice(place + 1);
        expect(passes(typed)).toBe(typed === valid);
      }
    }
    // 6 and 3 at places 4 and 5 differ by 3: caught. 3 and 8 differ by 5: the scheme can't see it.
    expect(passes('4003681333931')).toBe(false);
    expect(passes('4006831333931')).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a space', '12 34'],
    ['a tab', '12\t34'],
    ['49 characters', '1'.repeat(49)],
    ['a letter outside ASCII', 'ü1'],
  ])('refuses %s', (_what, barcode) => {
    expect(() => assertBarcode(barcode, 'b')).toThrow(RefusalError);
  });
});
