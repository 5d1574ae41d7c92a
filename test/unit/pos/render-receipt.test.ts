import { formatAmount } from '../../../src/modules/pos/format-amount';
import { escapeHtml } from '../../../src/modules/pos/render-receipt';
import { renderReceiptHtml, renderReceiptText } from '../../../src/modules/pos';
import type { ReceiptDoc } from '../../../src/modules/pos';

function receipt(title = 'Mug', shopName = 'Acme'): Pick<ReceiptDoc, 'number' | 'issuedAt' | 'content'> {
  return {
    number: 'NORTH-R1-000001',
    issuedAt: new Date('2026-07-05T09:00:00.000Z'),
    content: {
      shopName,
      branchName: 'Shop North',
      registerCode: 'R1',
      orderNumber: '000007',
      currency: 'GBP',
      timeZone: 'Europe/London',
      lines: [{ title, sku: 'MUG-1', quantity: 2, unitGrossMinor: 500, totalGrossMinor: 1000 }],
      totalMinor: 1000,
      taxes: [{ taxRateBasisPoints: 2000, netMinor: 833, taxMinor: 167 }],
      tenders: [{ method: 'CASH', amountMinor: 1000, tenderedMinor: 2000, changeMinor: 1000 }],
    },
  };
}

describe('formatAmount', () => {
  it.each([
    [1250, 'GBP', '12.50'],
    [5, 'GBP', '0.05'],
    [-5, 'GBP', '-0.05'],
    [1250, 'JPY', '1250'],
    [1250, 'KWD', '1.250'],
    [9_007_199_254_740_991, 'GBP', '90071992547409.91'],
  ])('%i minor units of %s are %s', (minor, currency, text) => {
    expect(formatAmount(minor, currency)).toBe(text);
  });
});

describe('renderReceiptText', () => {
  it('prints the sale in the time of the branch', () => {
    expect(renderReceiptText(receipt())).toBe(
      [
        '                   Acme',
        '                Shop North',
        '',
        'Receipt                    NORTH-R1-000001',
        'Order                               000007',
        'Till                                    R1',
        'Date                      05/07/2026 10:00',
        '------------------------------------------',
        'Mug',
        '  2 x 5.00                           10.00',
        '------------------------------------------',
        'TOTAL GBP                            10.00',
        'Cash                                 20.00',
        'Change                               10.00',
        '------------------------------------------',
        'Tax 20% on 8.33                       1.67',
        '',
      ].join('\n'),
    );
  });

  it('never prints a line of more than 42 columns', () => {
    const text = renderReceiptText(receipt(`${'word '.repeat(20)}${'x'.repeat(100)}`, 'S'.repeat(90)));
    expect(Math.max(...text.split('\n').map((row) => [...row].length))).toBe(42);
    expect(text.replace(/\s/g, '')).toContain('x'.repeat(100));
  });

  it('sends no control character of a title to the printer', () => {
    const text = renderReceiptText(receipt('Mug\u001b@\u0000\u202eblue'));
    expect(text).toContain('Mug @ blue\n');
  });
});

describe('renderReceiptHtml', () => {
  it('escapes everything that came from outside', () => {
    const html = renderReceiptHtml(receipt('<script>alert("1")</script>', `O'Neil & <b>Sons</b>`));
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<b>');
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(html).toContain('O&#39;Neil &amp; &lt;b&gt;Sons&lt;/b&gt;');
    expect(html).toContain('<td>10.00</td>');
  });

  it('escapes each of the five', () => {
    expect(escapeHtml(`&<>"'`)).toBe('&amp;&lt;&gt;&quot;&#39;');
  });
});
