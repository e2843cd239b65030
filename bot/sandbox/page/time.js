const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

/** A Slack timestamp ("1737625800.000100") as a Date. */
export function dateOf(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

export function clockTime(ts) {
  return clock.format(dateOf(ts));
}

export function fullTime(ts) {
  return full.format(dateOf(ts));
}

/** The hour and minute alone, for narrow places: no AM or PM. */
export function shortTime(ts) {
  return clock
    .formatToParts(dateOf(ts))
    .filter(({ type }) => type !== "dayPeriod")
    .map(({ value }) => value)
    .join("")
    .trim();
}

/** A key that two timestamps of the same local day share. */
export function dayKey(ts) {
  return dateOf(ts).toDateString();
}

/** "Today", "Yesterday", or the day's name and date. */
export function dayName(ts, now = new Date()) {
  const date = dateOf(ts);
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (date.toDateString() === now.toDateString()) return "Today";
  if (date.toDateString() === yesterday.toDateString()) return "Yesterday";
  return (date.getFullYear() === now.getFullYear() ? day : dayOfYear).format(date);
}

/** "today at 11:20", for the middle of a line. */
export function dayAndTime(ts) {
  const name = dayName(ts);
  const spoken = name === "Today" || name === "Yesterday" ? name.toLowerCase() : name;
  return `${spoken} at ${clockTime(ts)}`;
}

/** Slack's date tokens ({date_short} {time} …) filled in for a Unix time; unknown tokens stay as they are. */
export function fillDate(format, seconds) {
  const date = new Date(seconds * 1000);
  const styles = {
    date: { dateStyle: "long" },
    date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
    date_short: { dateStyle: "medium" },
    date_long: { dateStyle: "full" },
    time: { timeStyle: "short" },
    time_secs: { timeStyle: "medium" },
  };
  return format.replace(/\{(\w+?)(_pretty)?\}/g, (token, name) =>
    name in styles ? new Intl.DateTimeFormat(undefined, styles[name]).format(date) : token,
  );
}
