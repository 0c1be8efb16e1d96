import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** `CRIER_CORPORA`, or `../shared/corpora` beside the checkout. */
export const CORPORA = process.env.CRIER_CORPORA ?? resolve(import.meta.dirname, '../../../shared/corpora')

/** The cases of a corpus file; null, with the reason printed by the caller, where there is none. */
export function corpusCases<Case>(path: string): Case[] | null {
  const file = resolve(CORPORA, path)
  if (!existsSync(file)) return null
  const content = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }
  return content.cases
}

export function notFound(path: string): string {
  return `${path} not found in ${CORPORA}, skipped`
}
