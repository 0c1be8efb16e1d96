/** Answers in words for a person who stands in front of a closed door. No script, no style: the policy allows none. */
function page(title: string, paragraphs: readonly string[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body><main><h1>${title}</h1>
${paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n')}
</main></body></html>
`
}

export const LOCKED_PAGE = page('Crier is locked', [
  'This page shows what you read, so it opens only with its key.',
  'Open the whole address that Crier printed when it started: it ends in <code>/?token=…</code>. Run <code>crier serve</code> to see it again; it also tells you when Crier is running already.',
  'You have opened that address before? Then <a href="/">try again</a>: a browser does not show its key to a link from another site.',
])

export const NOT_BUILT_PAGE = page('The interface is not built', [
  'Crier runs, but its pages are missing. In the folder of Crier, run <code>npm run build</code> and load this page again.',
])
