/** The page's address says who acts (?as=U…) and what is open (#C…/ts, #D…/home), so that it can be kept and sent. */
export function readAddress() {
  const as = new URLSearchParams(window.location.search).get("as");
  const [channel = "", rest = ""] = window.location.hash.slice(1).split("/");
  const home = rest === "home";
  return {
    as,
    channel: channel || null,
    thread: home || !rest ? null : rest,
    tab: home ? "home" : "messages",
  };
}

/** Write the address; a step that the back button undoes unless `replace`. */
export function writeAddress({ as, channel, thread, tab }, replace = false) {
  const rest = tab === "home" ? "/home" : thread ? `/${thread}` : "";
  const address = `?${new URLSearchParams({ as })}#${channel}${rest}`;
  if (address === window.location.search + window.location.hash) return;
  window.history[replace ? "replaceState" : "pushState"](null, "", address);
}
