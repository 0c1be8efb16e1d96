export type Surface = 'main' | 'ticker'

/** Which surface an address asks for: `/ticker`, `#/ticker` and `?surface=ticker` are the ticker's. */
export function surfaceOf(location: Pick<Location, 'pathname' | 'hash' | 'search'>): Surface {
  const isTicker =
    /\/ticker\/?$/.test(location.pathname) ||
    location.hash === '#/ticker' ||
    new URLSearchParams(location.search).get('surface') === 'ticker'
  return isTicker ? 'ticker' : 'main'
}

/** The browser shell's main page goes by this window name, so that the ticker's page finds it again. */
export const MAIN_PAGE = 'crier-main'

/** The item that an address asks to be opened, `/?item=12`: so the ticker's page hands one over. */
export function requestedItem({ search }: Pick<Location, 'search'>): number | null {
  const id = Number(new URLSearchParams(search).get('item'))
  return Number.isSafeInteger(id) && id > 0 ? id : null
}
