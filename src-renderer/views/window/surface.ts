export type Surface = 'main' | 'ticker'

/** Which surface an address asks for: `/ticker`, `#/ticker` and `?surface=ticker` are the ticker's. */
export function surfaceOf(location: Pick<Location, 'pathname' | 'hash' | 'search'>): Surface {
  const isTicker =
    /\/ticker\/?$/.test(location.pathname) ||
    location.hash === '#/ticker' ||
    new URLSearchParams(location.search).get('surface') === 'ticker'
  return isTicker ? 'ticker' : 'main'
}
