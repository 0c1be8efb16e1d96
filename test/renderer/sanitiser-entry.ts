import { createSanitiser } from '../../src-renderer/views/article/sanitise'
import { violations } from './html-rules'

/** What the page under test offers to the test: the product's sanitiser, and an independent look at its result. */
export interface SanitiserPage {
  sanitise: ReturnType<typeof createSanitiser>
  violations: typeof violations
}

Object.assign(window, { sanitiserPage: { sanitise: createSanitiser(window), violations } satisfies SanitiserPage })
