import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export interface HostileFragment {
  name: string
  /** HTML that a publisher put into an item. */
  html: string
}

/** Our own: one for every way in that we know of. `alert` stands for anything that runs. */
const OWN: readonly HostileFragment[] = [
  ['script', '<script>alert(1)</script>'],
  ['script in svg', '<svg><script>alert(1)</script></svg>'],
  ['script cut in two', '<scr<script>ipt>alert(1)</scr</script>ipt>'],
  ['handler on a picture', '<img src=x onerror=alert(1)>'],
  ['handler without quotes or space', '<img/src=x/onerror=alert`1`>'],
  ['handler on details', '<details open ontoggle=alert(1)><summary>x</summary></details>'],
  ['handler on a video', '<video><source onerror=alert(1)></video>'],
  ['handler on the body', '<body onload=alert(1) onpageshow=alert(1)>'],
  ['focus by itself', '<input autofocus onfocus=alert(1)><a tabindex=0 autofocus onfocus=alert(1) href=#>x</a>'],
  [
    'animation that starts a handler',
    '<style>@keyframes k{}</style><p style="animation:k 1s" onanimationstart=alert(1)>x',
  ],
  ['link that runs', '<a href="javascript:alert(1)">x</a>'],
  ['link with a tab inside', '<a href="java\tscript:alert(1)">x</a><a href=" \u0001javascript:alert(1)">y</a>'],
  ['link in entities', '<a href="&#106;avascript&colon;alert(1)">x</a>'],
  ['link to a document in itself', '<a href="data:text/html,<script>alert(1)</script>">x</a>'],
  ['svg link', '<svg><a xlink:href="javascript:alert(1)"><text y="20">x</text></a></svg>'],
  [
    'svg that animates a link',
    '<svg><a><animate attributeName=href values=javascript:alert(1) /><text y=20>x</text></a></svg>',
  ],
  [
    'svg use',
    '<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>alert(1)</script></svg>#x"/></svg>',
  ],
  ['frame with a document', '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>'],
  ['frame with an address', '<iframe src="javascript:alert(1)"></iframe><frameset onload=alert(1)>'],
  ['object and embed', '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">'],
  ['form that leaves', '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">x</button></form>'],
  [
    'refresh',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)"><meta http-equiv="refresh" content="0;url=/gone">',
  ],
  ['base', '<base href="http://127.0.0.1:9/"><a href="x">x</a><img src="y">'],
  [
    'style sheet from elsewhere',
    '<link rel=stylesheet href="http://127.0.0.1:9/s.css"><style>@import "http://127.0.0.1:9/t.css"; *{display:none}</style>',
  ],
  [
    'style over everything',
    '<div style="position:fixed;inset:0;background:url(http://127.0.0.1:9/b.png);z-index:99999">x</div>',
  ],
  ['prefetch', '<link rel=prefetch href="http://127.0.0.1:9/p"><link rel=dns-prefetch href="//127.0.0.1">'],
  ['picture that counts readers', '<img src="http://127.0.0.1:9/pixel.gif" width=1 height=1>'],
  [
    'names that hide ours',
    '<form name=crier><input name=call></form><img name=getElementById><a id=root>x</a><p id=items>x</p>',
  ],
  ['template', '<template><script>alert(1)</script><img src=x onerror=alert(1)></template>'],
  [
    'mathematics',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  ],
  ['mutation by noscript', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">'],
  ['mutation by a table', '<table><form><tr><td><form><img src=x onerror=alert(1)></table>'],
  ['comment that ends early', '<!--><img src=x onerror=alert(1)>--><!-- --!><img src=x onerror=alert(1)>'],
  [
    'textarea and title',
    '<textarea><img src=x onerror=alert(1)></textarea><title><img src=x onerror=alert(1)></title>',
  ],
  ['plaintext', '<xmp><img src=x onerror=alert(1)></xmp><plaintext><img src=x onerror=alert(1)>'],
  ['deep nesting', '<div>'.repeat(400) + '<img src=x onerror=alert(1)>'],
  ['custom element', '<x-crier is="x-y" onclick=alert(1) style="display:block">x</x-crier>'],
  ['slot and part', '<slot onslotchange=alert(1)></slot><p part=a slot=b>x</p>'],
  ['popover', '<button popovertarget=p>x</button><div popover id=p onbeforetoggle=alert(1)>y</div>'],
  ['ping', '<a href="http://127.0.0.1:9/" ping="http://127.0.0.1:9/ping">x</a>'],
].map(([name = '', html = '']) => ({ name, html }))

/** Those of the corpus that are HTML, where it is on this machine; whole feeds among them are read as documents elsewhere. */
function ofTheCorpus(): HostileFragment[] {
  const folder = process.env.CRIER_CORPORA ?? resolve(import.meta.dirname, '../../../shared/corpora')
  const file = resolve(folder, 'xss/cases.json')
  if (!existsSync(file)) return []
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as {
    cases: { id: string; title: string; payload: string }[]
  }
  return cases.map(({ id, title, payload }) => ({ name: `${id} ${title}`, html: payload }))
}

export const hostileFragments = (): HostileFragment[] => [...OWN, ...ofTheCorpus()]

/** A feed that carries each fragment as the content of one item. */
export function hostileFeed(fragments: readonly HostileFragment[]): string {
  const items = fragments.map(
    ({ html }, index) =>
      `<item><guid>h${index}</guid><title>Hostile ${index}</title><content:encoded>${escaped(html)}</content:encoded></item>`,
  )
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Hostile</title>${items.join('')}</channel></rss>`
}

/** XML 1.0 section 2.2 has no place for most control characters; those that it forbids are left out. */
const escaped = (text: string) =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
