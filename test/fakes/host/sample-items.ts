import type { ArrivalHow, ItemDetail, ItemSummary } from '../../../src-main/contract/index'

/** A plain item; tests name only what matters to them. */
export function item(change: Partial<ItemSummary> & { id: number }): ItemSummary {
  const sortAt = change.sortAt ?? change.id * 1_000
  return {
    channelId: 1,
    title: `Item ${change.id}`,
    snippet: '',
    link: `https://news-1.example/${change.id}`,
    author: null,
    image: null,
    publishedAt: sortAt,
    sortAt,
    arrival: { how: 'push', receivedAt: sortAt, delayMs: 84 },
    important: false,
    priority: null,
    section: null,
    idle: false,
    status: { read: false, starred: false },
    ...change,
  }
}

/** The same with its content. */
export function detail(change: Partial<ItemDetail> & { id: number }): ItemDetail {
  return {
    ...item(change),
    key: `key-${change.id}`,
    html: null,
    text: 'Text.',
    updatedAt: null,
    categories: [],
    media: [],
    event: { type: null, id: null },
    actions: [],
    cut: false,
    ...change,
  }
}

interface Story {
  channelId: number
  title: string
  snippet?: string
  author?: string
  how?: ArrivalHow
  delayMs?: number | null
  html?: string | null
  text?: string | null
  important?: boolean
  starred?: boolean
  read?: boolean
  image?: string
  categories?: string[]
  media?: ItemDetail['media']
  link?: string | null
}

const ESSAY = `<p>The harbour authority moved the evening ferry to berth four on Friday after divers found that a cable had drifted across the old approach. Passengers are asked to allow <strong>ten more minutes</strong>; the timetable itself does not change.</p>
<h2>What the divers saw</h2>
<p>The cable, laid in 1931 and long thought removed, lies between <a href="/charts/4">the two inner marks</a>. “We expected mud,” said the harbour master, “and found copper.” A <em>full survey</em> follows in spring.</p>
<blockquote><p>Nothing in a harbour is ever really gone. It only waits for low water.</p></blockquote>
<figure><img src="/pictures/berth-four.jpg" alt="Berth four at low water, seen from the pilot station"><figcaption>Berth four at low water.</figcaption></figure>
<ul><li>Cars board from the north ramp.</li><li>Bicycles keep to the quay side.</li><li>The last boat leaves at 22:40.</li></ul>
<table><tr><th>Boat</th><th>Old berth</th><th>New berth</th><th>First day</th></tr><tr><td>18:10</td><td>2</td><td>4</td><td>20 November</td></tr><tr><td>20:30</td><td>2</td><td>4</td><td>20 November</td></tr><tr><td>22:40</td><td>1</td><td>4</td><td>21 November</td></tr></table>
<pre><code>$ tide --station 14 --at 22:40
low water 0.4 m, rising; wind south-west 4, gusting 7; visibility good; and a line that is far too long to fit the column it stands in</code></pre>`

const STORIES: Story[] = [
  {
    channelId: 1,
    title: 'Evening ferry moves to berth four after divers find a forgotten cable',
    snippet: 'Passengers are asked to allow ten more minutes; the timetable itself does not change.',
    author: 'Ines Halvorsen',
    html: ESSAY,
    delayMs: 84,
    starred: true,
    categories: ['Harbour', 'Travel'],
    media: [{ url: 'https://news-1.example/audio/berth%20four.mp3', type: 'audio/mpeg', length: 4_812_000 }],
  },
  {
    channelId: 4,
    title: 'main · build 4812 failed in 3 m 12 s',
    snippet: 'test/transports/sse.test.ts: expected 31 cases, saw 30',
    text: 'test/transports/sse.test.ts: expected 31 cases, saw 30\n\n  expected: { type: "message", data: "\\u0000" }\n  received: nothing\n\nLog: https://ci.example/builds/4812/log.\nLast green build: https://ci.example/builds/4811 (2 h ago)',
    important: true,
    delayMs: 12,
  },
  {
    channelId: 3,
    title: 'نقل العبّارة المسائية إلى الرصيف الرابع بعد العثور على كابل قديم',
    snippet: 'يُرجى من الركاب احتساب عشر دقائق إضافية، أما المواعيد فلا تتغير.',
    how: 'poll',
    delayMs: 1_260_000,
    html: '<p>يُرجى من الركاب احتساب عشر دقائق إضافية، أما المواعيد فلا تتغير. وقد نُشر الخبر على <a href="https://example.org">الصفحة الرسمية</a>.</p>',
  },
  {
    channelId: 2,
    title:
      'On the keeping of very long titles, in which the author considers whether a headline that never ends can still be called a headline, or has become, by slow degrees and without anybody quite noticing, the article itself',
    snippet: 'A consideration in eleven parts.',
    how: 'poll',
    delayMs: 2_400_000,
    author: 'The editors of the institute, together with everyone who ever waited for a page to load',
    read: true,
    html: '<p>A consideration in eleven parts.</p>',
  },
  {
    channelId: 4,
    title: 'release 2.4.0 🎉🚢 is out',
    snippet: '✨ New: 🔔 alerts, 🧭 map · 🐞 fixed: 14',
    delayMs: 31,
    text: '✨ New: 🔔 alerts, 🧭 map\n🐞 Fixed: 14',
  },
  {
    channelId: 1,
    title:
      'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsversammlungsprotokollauszug',
    snippet: 'https://an.address.example/that/has/no/place/to/break/and/goes/on/and/on/and/on/and/on',
    delayMs: null,
    text: 'One word.',
  },
  {
    channelId: 5,
    title: 'let total = items.filter((x) => x < 10 && !x.done).length',
    snippet: '<script>alert("shown as text")</script>',
    how: 'held',
    delayMs: 640,
    html: '<p>The line <code>let total = items.filter((x) =&gt; x &lt; 10)</code> was <mark>changed</mark>.</p><script>alert(1)</script><p onclick="alert(2)" style="position:fixed">Still here.</p>',
  },
  { channelId: 8, title: '3.42 m', snippet: '', delayMs: 4, html: null, text: null, link: null },
  {
    channelId: 2,
    title: 'Council adopts the winter timetable',
    snippet: 'Twelve votes to three, after a debate of nine minutes.',
    how: 'poll',
    delayMs: 600_000,
    read: true,
    html: '<p>Twelve votes to three.</p>',
  },
  {
    channelId: 1,
    title: 'Wind warning for the outer islands until midnight',
    snippet: 'South-west 8, gusting 10. Small craft stay in harbour.',
    important: true,
    delayMs: 51,
    image: 'https://news-1.example/pictures/wind.jpg',
    html: '<p>South-west 8, gusting 10. Small craft stay in harbour.</p>',
  },
]

const MINUTE = 60_000

/** `count` items, newest first, over as many days as it takes; every tenth story is one of the awkward ones again. */
export function sampleItems(count: number, now: number): ItemDetail[] {
  return Array.from({ length: count }, (_, index) => {
    const story = STORIES[index % STORIES.length]!
    const sortAt = now - index * 7 * MINUTE - 20_000
    const round = Math.floor(index / STORIES.length)
    const how = story.how ?? 'push'
    const delayMs = story.delayMs === undefined ? 40 : story.delayMs
    const body = { html: story.html ?? null, text: story.text ?? null }
    return {
      id: count - index,
      channelId: story.channelId,
      title: round === 0 ? story.title : `${story.title} (${round})`,
      snippet: story.snippet ?? '',
      link: story.link === null ? null : `https://news-${story.channelId}.example/stories/${count - index}`,
      author: story.author ?? null,
      image: story.image ?? null,
      publishedAt: delayMs === null ? null : sortAt,
      sortAt,
      arrival: { how, receivedAt: sortAt + (delayMs ?? 0), delayMs },
      important: story.important ?? false,
      priority: null,
      section: null,
      idle: false,
      status: { read: story.read ?? round > 2, starred: story.starred === true && round === 0 },
      key: `key-${count - index}`,
      ...(body.html === null && body.text === null && round > 0 ? { html: null, text: 'A reading.' } : body),
      updatedAt: null,
      categories: story.categories ?? [],
      media: story.media ?? [],
      event: { type: null, id: null },
      actions: [],
      cut: false,
    }
  })
}
