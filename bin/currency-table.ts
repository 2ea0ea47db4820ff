import { codes } from 'currency-codes'
import signOf from 'currency-symbol-map'

/** Codes that name no money: metals, funds, tests. */
const NO_MONEY = /^X(A[GU]|B[A-D]|DR|P[DT]|SU|TS|UA|XX)$/

/** Signs of currencies as exports and people write them that are in no list. */
const ALSO = [
  ...['Ikr', 'CFPF', 'FCFP', 'Kw', 'F.G.', 'F.Rw', 'RF', 'FR', 'rb', 'Rb', 'р', 'so‘m'],
  ...['US$', 'CA$', 'C$', 'AU$', 'A$', 'NZ$', 'HK$', 'MX$', 'Mex$', 'SG$', 'R$', 'NT$', 'J$', 'EC$', 'Bds$', 'CL$'],
  ...['COL$', 'AR$', 'U$S', 'U$', 'CN¥', 'JP¥', 'RMB', 'RMB¥', '元', '円', '圓', '원', '₠', '¢'],
  ...[
    'Euro',
    'euro',
    'EURO',
    'Euros',
    'euros',
    'Kr',
    'KR',
    'kr.',
    'Kr.',
    'Skr',
    'Nkr',
    'Dkr',
    'Fr',
    'Fr.',
    'fr.',
    'SFr',
    'SFr.',
    'sFr.',
  ],
  ...['Rs', 'Rs.', 'RS', 'INR₹', 'Rp.', 'Nu', 'Kc', 'zl', 'zł.', 'Ft.', 'lei', 'Lei', 'LEI', 'лв.', 'lv', 'lv.'],
  ...[
    'руб',
    'руб.',
    'р.',
    'грн',
    'грн.',
    'сом',
    'тг',
    'дин',
    'дин.',
    'din',
    'din.',
    'Din.',
    'ден.',
    'kn.',
    'TL',
    'Tk',
    'NIS',
    'ש"ח',
  ],
  ...[
    'Dh',
    'Dhs',
    'DH',
    'Dh.',
    'Dhs.',
    'SR',
    'SAR',
    'QR',
    'BD',
    'LE',
    'L.E.',
    'E£',
    'L£',
    'GH¢',
    'KSh.',
    'Ksh',
    'Kshs',
    'R.',
  ],
  ...[
    'ر.س',
    'ر.س.',
    'ج.م',
    'ج.م.',
    'د.م.',
    'د.ك',
    'د.ك.',
    'ر.ق',
    'ر.ق.',
    'ر.ع.',
    'د.ا',
    'د.ا.',
    'د.ل',
    'د.ل.',
    'ل.ل',
    'ل.ل.',
    'د.ج',
    'د.ج.',
    'د.إ.',
    'د.ب.',
    'د.ع',
  ],
  ...[
    'Bs',
    'Bs.',
    'S/',
    'S/.',
    'Gs.',
    'Q.',
    'L.',
    'B/',
    'RD$',
    '₲',
    '₵',
    '₡',
    '₸',
    '₾',
    '₺',
    '₽',
    '₿',
    'դր.',
    'сўм',
    "so'm",
    'CFA',
    'F CFA',
    'FCFA',
    'F',
  ],
]

/** The text of shared/engines/amounts/currencies.ts. */
export function currencyTable(): string {
  const isoCodes = codes().filter((code) => !NO_MONEY.test(code))
  const known = new Set(isoCodes)
  const signs = [...new Set([...codes().flatMap((code) => signOf(code) ?? []), ...ALSO])]
    .filter((sign) => !known.has(sign))
    .sort()
  const list = (name: string, says: string, words: string[]) =>
    `/** ${says} */\nexport const ${name}: readonly string[] = [\n${words.map((word) => `  ${quoted(word)},\n`).join('')}]\n`
  return `// Written by bin/currencies.ts from the packages currency-codes (ISO 4217) and currency-symbol-map.\n\n${list(
    'CURRENCY_CODES',
    'Codes of money of ISO 4217.',
    isoCodes,
  )}\n${list('CURRENCY_SIGNS', 'Signs and short words that stand for money, as they are written.', signs)}`
}

const quoted = (word: string) => (word.includes("'") ? `"${word}"` : `'${word}'`)
