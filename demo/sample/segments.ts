/** Inclusive bounds. */
type Range = readonly [min: number, max: number]
type Weights = Readonly<Record<string, number>>

/** One planted kind of customer: who they are, what they buy, how often, for how much, and since when. */
export interface Segment {
  key: string
  /** Of the people, in parts of a hundred. */
  share: number
  age: Range
  gender: Weights
  income_band: Weights
  home_ownership: Weights
  marital_status: Weights
  children: Weights
  pets: Weights
  /** The days between which the first order falls. */
  first: readonly [from: string, to: string]
  orders: Range
  /** Days from one order to the next. */
  gap: Range
  /** Price of one piece, in cents. */
  price: Range
  quantity: Range
  products: readonly string[]
}

/** Products that people of every segment buy. */
export const anyProducts = ['Beeswax candles', 'Gift card', 'Kitchen towels', 'Storage basket']

export const segments: readonly Segment[] = [
  {
    key: 'young bargain hunters',
    share: 28,
    age: [18, 29],
    gender: { female: 52, male: 48 },
    income_band: { 'Under 25K': 55, '25-49K': 40, '50-74K': 5 },
    home_ownership: { renter: 92, owner: 8 },
    marital_status: { single: 88, married: 12 },
    children: { 0: 93, 1: 7 },
    pets: { none: 78, cat: 18, dog: 4 },
    first: ['2025-02-01', '2025-09-15'],
    orders: [3, 9],
    gap: [8, 40],
    price: [400, 1600],
    quantity: [1, 2],
    products: ['Sticker set', 'Phone stand', 'Canvas tote', 'Enamel mug', 'String lights', 'Poster, A2'],
  },
  {
    key: 'families with pets',
    share: 24,
    age: [32, 47],
    gender: { female: 66, male: 34 },
    income_band: { '50-74K': 40, '75-99K': 48, '100-149K': 12 },
    home_ownership: { owner: 84, renter: 16 },
    marital_status: { married: 90, single: 10 },
    children: { 1: 25, 2: 50, 3: 25 },
    pets: { dog: 55, cat: 20, 'dog and cat': 22, none: 3 },
    first: ['2024-03-01', '2025-01-31'],
    orders: [6, 14],
    gap: [24, 55],
    price: [1400, 3200],
    quantity: [1, 4],
    products: ['Building blocks', 'Picture book', 'Dog bed', 'Scratching post', 'Lunch box', 'Rain boots, kids'],
  },
  {
    key: 'affluent retired regulars',
    share: 18,
    age: [62, 81],
    gender: { female: 55, male: 45 },
    income_band: { '75-99K': 15, '100-149K': 50, '150K+': 35 },
    home_ownership: { owner: 96, renter: 4 },
    marital_status: { married: 68, widowed: 26, single: 6 },
    children: { 0: 97, 1: 3 },
    pets: { none: 62, dog: 24, cat: 14 },
    first: ['2024-01-02', '2024-04-30'],
    orders: [14, 24],
    gap: [22, 36],
    price: [3500, 9000],
    quantity: [1, 2],
    products: ['Wool throw', 'Porcelain tea set', 'Rose secateurs', 'Bird feeder', 'Reading lamp', 'Seed collection'],
  },
  {
    key: 'urban professionals',
    share: 18,
    age: [29, 43],
    gender: { female: 44, male: 56 },
    income_band: { '100-149K': 52, '150K+': 42, '75-99K': 6 },
    home_ownership: { renter: 80, owner: 20 },
    marital_status: { single: 76, married: 24 },
    children: { 0: 95, 1: 5 },
    pets: { none: 84, cat: 14, dog: 2 },
    first: ['2024-06-01', '2025-06-30'],
    orders: [2, 6],
    gap: [55, 140],
    price: [14000, 42000],
    quantity: [1, 1],
    products: ['Espresso grinder', 'Travel bag', 'Desk lamp', 'Linen bedding', 'Yoga mat, cork'],
  },
  {
    key: 'lapsed gift buyers',
    share: 12,
    age: [46, 63],
    gender: { female: 38, male: 62 },
    income_band: { '25-49K': 30, '50-74K': 55, '75-99K': 15 },
    home_ownership: { owner: 60, renter: 40 },
    marital_status: { married: 62, divorced: 30, single: 8 },
    children: { 0: 70, 1: 22, 2: 8 },
    pets: { none: 70, cat: 15, dog: 15 },
    first: ['2024-10-15', '2024-12-12'],
    orders: [1, 2],
    gap: [3, 16],
    price: [3800, 9500],
    quantity: [1, 1],
    products: ['Gift hamper', 'Advent calendar', 'Silk scarf', 'Chocolate box', 'Photo frame, oak'],
  },
]
