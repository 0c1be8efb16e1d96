/**
 * Short codes of emojis that senders of notifications really use, by meaning; any other tag stays a word, which says
 * the same. Codes are those of the gemoji list that ntfy documents.
 */
const CODES = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 wave 👋 pray 🙏 muscle 💪 point_right 👉 point_left 👈
point_up_2 👆 point_down 👇 raised_hands 🙌 raised_hand ✋ v ✌️ handshake 🤝 eyes 👀 brain 🧠
smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂 rofl 🤣 wink 😉 blush 😊 heart_eyes 😍 sunglasses 😎 thinking 🤔
neutral_face 😐 expressionless 😑 unamused 😒 roll_eyes 🙄 grimacing 😬 relieved 😌 sleeping 😴 confused 😕
worried 😟 frowning_face ☹️ open_mouth 😮 astonished 😲 flushed 😳 cry 😢 sob 😭 scream 😱 angry 😠 rage 😡
exploding_head 🤯 partying_face 🥳 facepalm 🤦 shrug 🤷 skull 💀 skull_and_crossbones ☠️ ghost 👻 alien 👽 robot 🤖
poop 💩 hankey 💩 clown_face 🤡 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 broken_heart 💔
sparkling_heart 💖 100 💯 boom 💥 collision 💥 dizzy 💫 sweat_drops 💦 dash 💨 zzz 💤 speech_balloon 💬
thought_balloon 💭
warning ⚠️ rotating_light 🚨 no_entry ⛔ no_entry_sign 🚫 x ❌ o ⭕ heavy_check_mark ✔️ white_check_mark ✅
ballot_box_with_check ☑️ exclamation ❗ heavy_exclamation_mark ❗ grey_exclamation ❕ bangbang ‼️ interrobang ⁉️
question ❓ grey_question ❔ information_source ℹ️ sos 🆘 stop_sign 🛑 construction 🚧 radioactive ☢️ biohazard ☣️
red_circle 🔴 orange_circle 🟠 yellow_circle 🟡 green_circle 🟢 large_blue_circle 🔵 purple_circle 🟣
white_circle ⚪ black_circle ⚫ red_square 🟥 orange_square 🟧 yellow_square 🟨 green_square 🟩 blue_square 🟦
large_blue_diamond 🔷 large_orange_diamond 🔶 small_red_triangle 🔺 small_red_triangle_down 🔻
arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️
arrows_counterclockwise 🔄 repeat 🔁 heavy_plus_sign ➕ heavy_minus_sign ➖ new 🆕 up 🆙 cool 🆒 free 🆓 ok 🆗 vs 🆚
end 🔚 back 🔙 on 🔛 soon 🔜 top 🔝 checkered_flag 🏁 triangular_flag_on_post 🚩 white_flag 🏳️ recycle ♻️ infinity ♾️
tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal_sports 🏅 1st_place_medal 🥇 2nd_place_medal 🥈
3rd_place_medal 🥉 crown 👑 gem 💎 star ⭐ star2 🌟 sparkles ✨ fire 🔥 zap ⚡ rocket 🚀 dart 🎯 game_die 🎲
video_game 🎮 soccer ⚽ basketball 🏀 football 🏈 tennis 🎾 runner 🏃 bicyclist 🚴 swimmer 🏊 ski 🎿
bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 speaker 🔈 sound 🔉 loud_sound 🔊 mute 🔇 musical_note 🎵 notes 🎶
headphones 🎧 microphone 🎤 radio 📻 tv 📺 movie_camera 🎥 clapper 🎬 camera 📷 camera_flash 📸 video_camera 📹
computer 💻 desktop_computer 🖥️ keyboard ⌨️ computer_mouse 🖱️ printer 🖨️ floppy_disk 💾 cd 💿 dvd 📀
iphone 📱 telephone ☎️ phone ☎️ pager 📟 fax 📠 battery 🔋 electric_plug 🔌 satellite 📡 bulb 💡 flashlight 🔦
wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ nut_and_bolt 🔩 gear ⚙️ toolbox 🧰 magnet 🧲 link 🔗 paperclip 📎 scissors ✂️
lock 🔒 unlock 🔓 closed_lock_with_key 🔐 key 🔑 old_key 🗝️ shield 🛡️ detective 🕵️ police_car 🚓 ambulance 🚑
fire_engine 🚒 pill 💊 syringe 💉 stethoscope 🩺 thermometer 🌡️ microscope 🔬 telescope 🔭 test_tube 🧪 dna 🧬
mag 🔍 mag_right 🔎 bug 🐛 beetle 🐞 ant 🐜 spider 🕷️ package 📦 inbox_tray 📥 outbox_tray 📤 mailbox 📫
envelope ✉️ email 📧 e-mail 📧 incoming_envelope 📨 memo 📝 pencil2 ✏️ pushpin 📌 round_pushpin 📍 bookmark 🔖
label 🏷️ newspaper 📰 book 📖 books 📚 notebook 📓 clipboard 📋 calendar 📆 date 📅 spiral_calendar 🗓️
bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 file_folder 📁 open_file_folder 📂
card_index_dividers 🗂️ wastebasket 🗑️ page_facing_up 📄 scroll 📜 file_cabinet 🗄️
watch ⌚ alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ hourglass ⌛ hourglass_flowing_sand ⏳ clock1 🕐 clock12 🕛
play_or_pause_button ⏯️ arrow_forward ▶️ pause_button ⏸️ stop_button ⏹️ fast_forward ⏩ rewind ⏪
money_with_wings 💸 moneybag 💰 dollar 💵 euro 💶 pound 💷 yen 💴 credit_card 💳 receipt 🧾 bank 🏦 shopping_cart 🛒
house 🏠 house_with_garden 🏡 office 🏢 hospital 🏥 school 🏫 factory 🏭 hotel 🏨 tent ⛺ door 🚪 bed 🛏️ couch_and_lamp 🛋️
shower 🚿 toilet 🚽 car 🚗 red_car 🚗 taxi 🚕 bus 🚌 truck 🚚 tractor 🚜 bike 🚲 train 🚆 metro 🚇 tram 🚊
airplane ✈️ helicopter 🚁 ship 🚢 ferry ⛴️ boat ⛵ sailboat ⛵ anchor ⚓ fuelpump ⛽ traffic_light 🚥
vertical_traffic_light 🚦 parking 🅿️ world_map 🗺️ earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 globe_with_meridians 🌐
sunny ☀️ partly_sunny ⛅ cloud ☁️ sun_behind_rain_cloud 🌦️ cloud_with_rain 🌧️ cloud_with_snow 🌨️
cloud_with_lightning 🌩️ cloud_with_lightning_and_rain ⛈️ tornado 🌪️ fog 🌫️ wind_face 🌬️ umbrella ☔ snowflake ❄️
snowman ⛄ ocean 🌊 droplet 💧 volcano 🌋 mountain ⛰️ rainbow 🌈 crescent_moon 🌙 full_moon 🌕 comet ☄️ city_sunset 🌆
night_with_stars 🌃 bridge_at_night 🌉
seedling 🌱 evergreen_tree 🌲 deciduous_tree 🌳 cactus 🌵 four_leaf_clover 🍀 maple_leaf 🍁 rose 🌹 sunflower 🌻 bouquet 💐
dog 🐶 cat 🐱 mouse 🐭 rabbit 🐰 fox_face 🦊 bear 🐻 panda_face 🐼 cow 🐮 pig 🐷 horse 🐴 chicken 🐔 penguin 🐧 bird 🐦
owl 🦉 duck 🦆 bee 🐝 honeybee 🐝 butterfly 🦋 snail 🐌 snake 🐍 turtle 🐢 octopus 🐙 crab 🦀 whale 🐳 dolphin 🐬 fish 🐟
shark 🦈 elephant 🐘 unicorn 🦄 dragon 🐉 seal 🦭
apple 🍎 banana 🍌 pizza 🍕 hamburger 🍔 bread 🍞 croissant 🥐 cheese 🧀 egg 🥚 cake 🍰 birthday 🎂 cookie 🍪 icecream 🍦
coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine_glass 🍷 cocktail 🍸 champagne 🍾 fork_and_knife 🍴 plate_with_cutlery 🍽️
man 👨 woman 👩 baby 👶 family 👪 busts_in_silhouette 👥 bust_in_silhouette 👤 speaking_head 🗣️ footprints 👣
art 🎨 performing_arts 🎭 ticket 🎫 balance_scale ⚖️ classical_building 🏛️ ballot_box 🗳️ christmas_tree 🎄 jack_o_lantern 🎃
de 🇩🇪 us 🇺🇸 gb 🇬🇧 uk 🇬🇧 fr 🇫🇷 es 🇪🇸 it 🇮🇹 jp 🇯🇵 cn 🇨🇳 kr 🇰🇷 ru 🇷🇺 eu 🇪🇺 rainbow_flag 🏳️‍🌈 pirate_flag 🏴‍☠️
`

const EMOJIS: ReadonlyMap<string, string> = pairs(CODES.trim().split(/\s+/))

function pairs(words: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (let at = 0; at + 1 < words.length; at += 2) found.set(words[at] ?? '', words[at + 1] ?? '')
  return found
}

/** Tags that stand for emojis, as these; the others as they are. Each once, in order. */
export function sortTags(tags: readonly string[]): { emojis: string[]; others: string[] } {
  const emojis = new Set<string>()
  const others = new Set<string>()
  for (const tag of tags.map((written) => written.trim())) {
    const emoji = EMOJIS.get(tag.toLowerCase().replace(/^:(.*):$/, '$1'))
    if (emoji !== undefined) emojis.add(emoji)
    else if (tag !== '') others.add(tag)
  }
  return { emojis: [...emojis], others: [...others] }
}
