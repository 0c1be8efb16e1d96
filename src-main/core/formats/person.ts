/** "ann@example.org (Ann Writer)" and "Ann Writer <ann@example.org>" are how RSS writes Ann Writer. */
export function personFromRss(written: string): string | null {
  const text = written.replace(/\s+/g, ' ').trim()
  if (text === '') return null
  const bracketed =
    /^[^\s@()<>]+@[^\s@()<>]+\s*\(([^()]+)\)$/.exec(text) ?? /^([^<>]+?)\s*[<(][^\s@<>()]+@[^\s@<>()]+[>)]$/.exec(text)
  return bracketed?.[1]?.trim() || text.replace(/^mailto:/i, '')
}
