/**
 * What the demo newsroom writes about: an invented harbour city and its neighbours. Nobody here exists.
 *
 * `{name:low..high}` becomes a whole number and `{name:one|two|three}` one of the words; the same name gives the same
 * value in headline and article. That is how a short book fills a long day without repeating itself word for word.
 */
export interface StoryPattern {
  headline: string
  /** One or two sentences, plain text. */
  lead: string
  /** Paragraphs of simple HTML (em, strong, a list): what an article view has to show. */
  body: readonly string[]
  desk: 'City' | 'Harbour' | 'Science' | 'Culture' | 'Sport' | 'Business' | 'Weather' | 'Transport'
  author: string
  tags: readonly string[]
  urgent?: true
  /** Drawn by the newsroom itself; see picture.ts. */
  pictured?: true
}

export const STORY_BOOK: readonly StoryPattern[] = [
  {
    headline: 'Port Lumen reopens its lighthouse after {years:3..9} dark years',
    lead: 'Keepers lit the lamp at dusk and {boats:20..80} boats answered with their horns.',
    body: [
      'The lamp had been dark for {years:3..9} years, since the winter storm that cracked its great lens. Glassmakers from <strong>Harrowmere</strong> ground a new one by hand.',
      '“It is the same light our grandparents steered by,” said keeper Odile Farrow, “only a little less smoky.”',
    ],
    desk: 'Harbour',
    author: 'Mirel Ashgrove',
    tags: ['lighthouse', 'restoration'],
    pictured: true,
  },
  {
    headline: 'Storm warning: gusts of {gust:90..130} km/h expected along the Quill coast tonight',
    lead: 'The weather office asks everyone between Cape Tarn and Port Lumen to be indoors by {hour:7|8|9} in the evening.',
    body: [
      'The front has deepened faster than foreseen and is {distance:60..180} kilometres out. Ferries stop at dusk; the sea wall gates close an hour later.',
      '<ul><li>Take in what the wind can lift.</li><li>Keep off the breakwater.</li><li>The school hall in Saltmarket is open all night.</li></ul>',
    ],
    desk: 'Weather',
    author: 'Weather office',
    tags: ['storm', 'warning'],
    urgent: true,
    pictured: true,
  },
  {
    headline: 'City council votes {votes:12..19} to {against:3..9} for a car-free Saltmarket',
    lead: 'From spring, the old market quarter belongs to feet, wheels without engines and the Thursday fish carts.',
    body: [
      'The vote ended a debate of {hours:4..11} hours. Deliveries stay allowed before eight in the morning.',
      'Shopkeepers are split: the bakers are delighted, the piano dealer is <em>considering his options</em>.',
    ],
    desk: 'City',
    author: 'Tomas Wick',
    tags: ['council', 'streets'],
  },
  {
    headline: 'Divers map {wrecks:4..17} unknown wrecks off Cape Tarn',
    lead: 'A survey meant for seabed cables found a small fleet instead, one of its hulls still holding its cargo of bells.',
    body: [
      'The team from the Institute of Tides used a sonar sled towed at walking pace. The oldest wreck may be {age:200..460} years old.',
      'The bells will stay below for now. “They have waited this long,” said survey leader Dr Ines Calloway.',
    ],
    desk: 'Science',
    author: 'Juno Pell',
    tags: ['archaeology', 'sea'],
    pictured: true,
  },
  {
    headline: 'Night tram line {line:5|7|11} starts on Friday',
    lead: 'Every {minutes:12..25} minutes from Foundry Hill to the ferry steps, all night long.',
    body: [
      'The transport office tried the timetable for a month with empty cars. Drivers asked for one change: a longer stop at the all-night soup kitchen.',
    ],
    desk: 'Transport',
    author: 'Bela Norgate',
    tags: ['tram', 'night'],
  },
  {
    headline: 'Harrowmere Rovers win {goals:3..6}–{less:0..2} and go top of the league',
    lead: 'Two goals in the last {minutes:4..9} minutes settled a match that had been a quiet affair until the rain came.',
    body: [
      'Captain Sunniva Roe scored the first with her shoulder and the last with her left foot from the halfway line.',
      'The Rovers meet <strong>Tarn Athletic</strong> on Sunday. The ground is sold out.',
    ],
    desk: 'Sport',
    author: 'Ed Marlowe',
    tags: ['football'],
    pictured: true,
  },
  {
    headline: 'Tidal turbines supplied {share:31..58} per cent of the island’s power this month',
    lead: 'A record for the Quill Sound array, and the first month in which no oil was burned on the island at all.',
    body: [
      'The array’s {count:8..24} turbines turn twice a day in each direction. Fishers report that the mackerel “simply go round”.',
      'The operator will publish its measurements every hour from now on.',
    ],
    desk: 'Business',
    author: 'Anselm Dray',
    tags: ['energy', 'tides'],
  },
  {
    headline: 'A string quartet plays in the empty reservoir, and {listeners:300..900} people whisper',
    lead: 'The echo in the drained Foundry Hill tank lasts eleven seconds. The composer wrote for it.',
    body: [
      'Each phrase was answered by the walls before the next began. Coughs, too, came back eleven seconds later, to general amusement.',
      'The reservoir is filled again on Monday.',
    ],
    desk: 'Culture',
    author: 'Lio Vantongeren',
    tags: ['music'],
    pictured: true,
  },
  {
    headline: 'Old swing bridge stuck open; ferries take on {extra:2|3|4} extra boats',
    lead: 'A bearing failed at {hour:6|7|8} this morning with the span pointing upstream. Nobody was hurt.',
    body: [
      'Engineers expect to turn the bridge by hand this evening, as was done until the year the capstan was removed from the museum and put back.',
      'Ferries between Saltmarket and the Ropewalk are <strong>free</strong> until then.',
    ],
    desk: 'Transport',
    author: 'Bela Norgate',
    tags: ['bridge', 'ferry', 'disruption'],
    urgent: true,
  },
  {
    headline: 'Botanists name a moss after the bus stop where it grows',
    lead: 'Shelter nine now has a Latin name, a fence, and {visitors:40..160} visitors a day.',
    body: [
      'The moss had been scraped off every spring for decades. It grows nowhere else that anyone has looked.',
      'Bus route 9 will stop {metres:15..40} metres further on.',
    ],
    desk: 'Science',
    author: 'Juno Pell',
    tags: ['botany', 'discovery'],
    pictured: true,
  },
  {
    headline: 'Fish auction goes paperless, keeps the shouting',
    lead: 'Bids are entered on a screen from Monday, but must still be called out loud, the buyers’ guild insists.',
    body: [
      'In the trial, {tonnes:14..62} tonnes of herring changed hands in under an hour. The loudest buyer did not always win.',
    ],
    desk: 'Harbour',
    author: 'Mirel Ashgrove',
    tags: ['market', 'fish'],
  },
  {
    headline: 'Library lends its {thousand:2|3|4}00,000th book: a manual for repairing clocks',
    lead: 'The borrower, aged {age:8..12}, has a particular clock in mind and declined to say which.',
    body: [
      'The tower clock of the city hall has been {late:4..9} minutes late since Tuesday. The library says it draws no conclusions.',
    ],
    desk: 'Culture',
    author: 'Lio Vantongeren',
    tags: ['library', 'books'],
  },
  {
    headline: 'Fire at the Ropewalk is out; {people:12..60} people return to their homes',
    lead: 'The fire brigade had it under control within {minutes:25..70} minutes. Two people were treated for smoke.',
    body: [
      'The fire began in a disused tar store. The wind, for once, blew out to sea.',
      'A collection point for blankets and dry clothes is open at the net loft.',
    ],
    desk: 'City',
    author: 'Tomas Wick',
    tags: ['fire', 'ropewalk'],
    urgent: true,
  },
  {
    headline: 'Chess club beats the harbour crane',
    lead: 'The crane, moving {pieces:2|3}-metre pieces under computer control, resigned after {moves:28..61} moves.',
    body: [
      'It had lost its queen to a gust at move nineteen; the rules did not foresee it. A rematch in calm weather is agreed.',
    ],
    desk: 'Sport',
    author: 'Ed Marlowe',
    tags: ['chess'],
    pictured: true,
  },
  {
    headline: 'Lumen Shipyard takes an order for {ships:3..9} electric pilot boats',
    lead: 'The yard, close to ruin two years ago, will take on {apprentices:20..70} apprentices.',
    body: [
      'The boats charge while they wait on station, from buoys with small turbines of their own.',
      'The first is to be delivered in the autumn of next year.',
    ],
    desk: 'Business',
    author: 'Anselm Dray',
    tags: ['shipyard', 'jobs'],
  },
  {
    headline: 'Meteor seen over Harrowmere; {reports:120..900} people send in the same adjective',
    lead: 'The observatory asked for descriptions. It was, apparently, green.',
    body: [
      'Astronomers think a piece the size of a {size:plum|walnut|cobblestone} came down in the marsh and have asked walkers to look, and not to lick.',
    ],
    desk: 'Science',
    author: 'Juno Pell',
    tags: ['astronomy'],
    pictured: true,
  },
  {
    headline: 'Fog: airport closed, geese walk',
    lead: 'Visibility fell to {metres:20..60} metres. A flock was seen crossing the runway on foot, in line.',
    body: ['Flights resume when the tower can see the ground, “a standard we intend to keep”, the airport said.'],
    desk: 'Weather',
    author: 'Weather office',
    tags: ['fog', 'airport'],
  },
  {
    headline: 'School on Tarn builds a radio telescope from {dishes:9..28} woks',
    lead: 'The first signal was a microwave oven. The second was the galaxy.',
    body: [
      'Pupils aged eleven to fourteen soldered the receivers themselves. The kitchen has been promised its woks back by the holidays.',
      'Their recordings will be published under a free licence.',
    ],
    desk: 'Science',
    author: 'Ines Okafor-Lund',
    tags: ['school', 'astronomy'],
    pictured: true,
  },
  {
    headline: 'Water main bursts on Foundry Hill: boil tap water in {districts:two|three|four} districts',
    lead: 'The waterworks expect to restore clean supply by {hour:midnight|early morning|noon tomorrow}.',
    body: [
      'Water carts stand at the tram depot, the net loft and the upper school. Bring your own buckets.',
      'Boil for <strong>three minutes</strong> before drinking. Washing is safe.',
    ],
    desk: 'City',
    author: 'Tomas Wick',
    tags: ['water', 'warning'],
    urgent: true,
  },
  {
    headline: 'Museum returns the figurehead “Patience” to the island she was taken from',
    lead: 'After {years:90..170} years, she went home by the afternoon ferry, with a ticket.',
    body: [
      'Islanders met her on the quay. She will stand indoors this time, facing the sea through glass.',
      'The museum keeps a cast, and the ferry company kept the <em>stub</em>.',
    ],
    desk: 'Culture',
    author: 'Lio Vantongeren',
    tags: ['museum', 'history'],
    pictured: true,
  },
  {
    headline: 'Rowing: Saltmarket eight wins by {margin:half a length|a canvas|two feet} in a photo finish',
    lead: 'The photo had to be developed first. The crowd waited {minutes:20..45} minutes, singing.',
    body: ['The losing crew lodged a protest about the singing, then joined in, then withdrew it.'],
    desk: 'Sport',
    author: 'Ed Marlowe',
    tags: ['rowing'],
  },
  {
    headline: 'Rents in Port Lumen fall for the {quarter:second|third|fourth} quarter running',
    lead: 'New flats at the old cannery are the reason, says the housing office. Landlords call it the fog.',
    body: [
      'The average fell by {percent:1..4} per cent. Some {flats:140..420} flats are to be finished before winter.',
    ],
    desk: 'Business',
    author: 'Anselm Dray',
    tags: ['housing'],
  },
  {
    headline: 'Harbour seal learns the ferry timetable',
    lead: '“Button” appears {minutes:2..6} minutes before each arrival, and never on public holidays.',
    body: [
      'Marine biologists had put it down to engine noise, until the timetable changed and the seal was early.',
      'Visitors are asked not to feed him. He is, the biologists say, <em>sufficiently catered for</em>.',
    ],
    desk: 'Harbour',
    author: 'Mirel Ashgrove',
    tags: ['seal', 'ferry'],
    pictured: true,
  },
  {
    headline: 'First snow on Mount Ardel, {weeks:two|three|five} weeks early',
    lead: 'The pass stays open with chains. The cable car has put its winter cushions in.',
    body: [
      'At the summit hut {depth:9..38} centimetres lay by noon. The warden reports good visibility and a shortage of cocoa.',
    ],
    desk: 'Weather',
    author: 'Weather office',
    tags: ['snow', 'mountain'],
    pictured: true,
  },
  {
    headline: 'Court rules that a lighthouse beam is not “parking”',
    lead: 'The Cape Tarn light had been fined {fines:31..97} times by an automatic camera.',
    body: ['The judge praised the camera’s diligence and ordered it to be turned round.'],
    desk: 'City',
    author: 'Tomas Wick',
    tags: ['court', 'lighthouse'],
  },
  {
    headline: 'Power cut in the Ropewalk: {homes:400..2600} homes without light',
    lead: 'A digger found a cable that was on no plan. Crews are on site; candles are being shared.',
    body: [
      'The grid operator expects power back within {hours:two|three|four} hours. Lifts have been checked and nobody is inside one.',
    ],
    desk: 'City',
    author: 'Bela Norgate',
    tags: ['power', 'disruption'],
    urgent: true,
  },
  {
    headline: 'Puppet theatre premieres an opera for {singers:two|three|five} voices and one rope',
    lead: 'The rope, it is generally agreed, stole the evening.',
    body: [
      'There were {curtains:7..14} curtain calls. Further performances every evening but Monday, when the rope rests.',
    ],
    desk: 'Culture',
    author: 'Lio Vantongeren',
    tags: ['theatre', 'opera'],
    pictured: true,
  },
  {
    headline: 'Bakers agree on the size of a Lumen bun after {days:3..12} days of talks',
    lead: 'It is {grams:78..96} grams, “give or take a raisin”.',
    body: [
      'The agreement ends a quarrel that began when two bakeries published incompatible recipes. A reference bun will be kept in the city vault, and replaced daily.',
    ],
    desk: 'Business',
    author: 'Ines Okafor-Lund',
    tags: ['bakery', 'trade'],
  },
  {
    headline: 'Ferry “Second Thought” makes her last crossing',
    lead: 'After {years:38..61} years and {crossings:90..180},000 crossings she becomes a floating school.',
    body: [
      'Her last passengers were given a cup of tea and a rivet each. Classes in navigation and in tea begin in spring.',
    ],
    desk: 'Harbour',
    author: 'Mirel Ashgrove',
    tags: ['ferry', 'farewell'],
    pictured: true,
  },
  {
    headline: 'Cyclists ring in the new sea-wall path, all {riders:600..1900} of them at once',
    lead: 'The bells were heard on Tarn. The path runs {kilometres:7..19} kilometres without a single crossing.',
    body: ['Lamps along the path brighten as a rider nears and dim behind, to leave the night to the seabirds.'],
    desk: 'Transport',
    author: 'Bela Norgate',
    tags: ['cycling', 'sea wall'],
  },
]
