// The shortcodes that people in a newsroom and apps are likely to type; any other stays as it was written.
const EMOJI = {
  "+1": "👍", "-1": "👎", bell: "🔔", bookmark: "🔖", books: "📚", brain: "🧠", bulb: "💡", calendar: "📅",
  clap: "👏", clock: "🕐", eyes: "👀", exclamation: "❗", file_folder: "📁", fire: "🔥", flag: "🏁",
  globe_with_meridians: "🌐", grin: "😁", heart: "❤️", heavy_check_mark: "✔️", hourglass: "⌛",
  information_source: "ℹ️", inbox_tray: "📥", joy: "😂", key: "🔑", laughing: "😆", link: "🔗", lock: "🔒", mag: "🔍",
  mega: "📣", memo: "📝", mute: "🔇", newspaper: "📰", no_entry: "⛔", no_entry_sign: "🚫", ok_hand: "👌", page_facing_up: "📄",
  paperclip: "📎", pencil: "✏️", point_right: "👉", point_down: "👇", pray: "🙏", pushpin: "📌", question: "❓",
  raised_hands: "🙌", robot_face: "🤖", rocket: "🚀", rotating_light: "🚨", scroll: "📜", slightly_smiling_face: "🙂",
  smile: "😄", smiley: "😃", sparkles: "✨", speech_balloon: "💬", star: "⭐", tada: "🎉", thinking_face: "🤔",
  thumbsdown: "👎", thumbsup: "👍", warning: "⚠️", wave: "👋", white_check_mark: "✅", wink: "😉", x: "❌", zap: "⚡",
};

/** The emoji for a shortcode's name (without colons), or null. */
export function emojiNamed(name) {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : null;
}

/** Text with every known :shortcode: replaced. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (shortcode, name) => emojiNamed(name) ?? shortcode);
}
