import type { Actions } from '../../state/actions'
import { saveText } from '../../state/save-text'

/** Hands a folder (null: everything) to the browser as a Channel Definition Format file. */
export async function exportCdf(actions: Actions, folder: string | null): Promise<void> {
  const done = await actions.ask('cdf.export', { folder })
  if (done) saveText(`${fileName(folder ?? 'crier')}.cdf`, 'application/x-cdf', done.answer.text)
}

/** A folder's name as every file system takes it. */
function fileName(folder: string): string {
  const plain = folder
    .replace(/[\p{Cc}\s/\\:*?"<>|]+/gu, ' ')
    .replace(/^[. ]+/, '')
    .trim()
  return plain === '' ? 'crier' : plain
}
