/** Requests for one detection, all told: looking must not be a burden. */
export const MAX_REQUESTS = 6

/** Counts requests and writes down each, for people who want to know. */
export interface Budget {
  readonly steps: string[]
  mayAsk(): boolean
  /** One more request is made. */
  spend(): void
}

export function createBudget(steps: string[]): Budget {
  let asked = 0
  return {
    steps,
    mayAsk: () => asked < MAX_REQUESTS,
    spend() {
      asked += 1
    },
  }
}

/** An address as it may be shown: without name and password. */
export function shown(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
