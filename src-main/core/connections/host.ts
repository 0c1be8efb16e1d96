/** What counts as one server for politeness: host and port. The whole text when it is not an address. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || url : url
}

/** Whether reaching it needs the network: a publisher on this machine works on a train too. */
export function needsNetwork(url: string): boolean {
  if (!URL.canParse(url)) return true
  const name = new URL(url).hostname
  return !(name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name))
}
