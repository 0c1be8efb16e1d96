/** Puts text on the clipboard; answers whether that worked (pages without permission may not). */
export async function copyToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Refused, or no clipboard on an insecure page: the caller tells the user to copy by hand.
    return false
  }
}
