const FORBIDDEN =
  'script, iframe, frame, object, embed, applet, base, meta, link, animate, set, handler, style, form, svg, math, template'
const URL_ATTRIBUTES =
  /^(href|src|action|formaction|poster|data|cite|background|longdesc|xlink:href|srcset|from|to|values)$/
const BAD_SCHEME = /^(javascript|vbscript|livescript|file|view-source|data(?!:image\/(png|jpeg|gif|webp|avif);)):/i
const BAD_STYLE = /expression\s*\(|-moz-binding|behavior|@import|script:/i

/** What in a tree could run, load or reach out: an independent look at a sanitiser's result. */
export function violations(root: ParentNode): string[] {
  const found = [...root.querySelectorAll(FORBIDDEN)].map((element) => `<${element.localName}>`)
  for (const element of root.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      const bare = [...value].filter((character) => character > ' ' && character !== '\u007f').join('')
      if (/^on/i.test(name)) found.push(name)
      if (/^(srcdoc|formaction)$/i.test(name)) found.push(name)
      if (URL_ATTRIBUTES.test(name.toLowerCase()) && BAD_SCHEME.test(bare)) found.push(`${name}=${bare.slice(0, 40)}`)
      if (name.toLowerCase() === 'style' && BAD_STYLE.test(bare)) found.push(`style=${bare.slice(0, 40)}`)
    }
  }
  return found
}
