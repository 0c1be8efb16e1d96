import { MAX_BODY_BYTES } from '@contract/index'
import { useActions } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'

/** Imports a list of channels that another reader exported, and says what became of it. */
export function useOpml() {
  const actions = useActions()
  const text = useText()
  const { amount } = useFormats()

  /** Answers whether anything was imported. */
  async function importText(opml: string): Promise<boolean> {
    if (!looksLikeOpml(opml)) {
      actions.toast(text.add.opmlNot, { level: 'error' })
      return false
    }
    const done = await actions.ask('opml.import', { text: opml })
    if (!done) return false
    const { added, skipped, failed } = done.answer
    actions.toast(text.add.imported(added, skipped, failed), { level: failed > 0 ? 'error' : 'info' })
    return true
  }

  return {
    importText,
    async importFile(file: File): Promise<boolean> {
      if (file.size > MAX_BODY_BYTES) {
        actions.toast(text.add.opmlTooLarge(amount.bytes(MAX_BODY_BYTES)), { level: 'error' })
        return false
      }
      return importText(await file.text())
    },
  }
}

/** Pasted text is taken for OPML only when it says so itself. */
export function looksLikeOpml(text: string): boolean {
  return /^\uFEFF?\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<opml[\s>]/i.test(text)
}
