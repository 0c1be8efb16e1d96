import type { Random } from '../core/ports'

/** One price of the invented exchange, as it goes over the socket. */
export interface Quote {
  symbol: string
  title: string
  price: number
  /** Per cent since the opening of the exchange. */
  change: number
  time: string
}

const LISTED = [
  ['LUMN', 'Lumen Shipyard', 42.1],
  ['TIDE', 'Quill Sound Tidal', 118.4],
  ['FERR', 'Saltmarket Ferries', 17.85],
  ['BUNS', 'United Bakers', 8.12],
  ['FOGG', 'Fog and Mist Insurance', 63.3],
  ['WOKS', 'Tarn Radio Kitchens', 24.96],
] as const

/** A random walk that stays near the opening price, so that a long evening does not end in the billions. */
export function createExchange(random: Random): { next(now: number): Quote } {
  const prices = new Map<string, number>(LISTED.map(([symbol, , opening]) => [symbol, opening]))
  return {
    next(now) {
      const [symbol, company, opening] = LISTED[Math.floor(random() * LISTED.length)] ?? LISTED[0]
      const before = prices.get(symbol) ?? opening
      const step = (random() - 0.5) * 0.02 * opening + (opening - before) * 0.02
      const price = Math.max(0.01, Math.round((before + step) * 100) / 100)
      prices.set(symbol, price)
      const change = Math.round((price / opening - 1) * 10_000) / 100
      const sign = change > 0 ? '▲' : change < 0 ? '▼' : '▬'
      return {
        symbol,
        title: `${symbol} ${price.toFixed(2)} ${sign} ${Math.abs(change).toFixed(2)} % · ${company}`,
        price,
        change,
        time: new Date(now).toISOString(),
      }
    },
  }
}
