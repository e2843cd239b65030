const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 5000;

/**
 * Hold the live stream of one person open, for ever: a break is followed by a new attempt, with growing pauses.
 * `opened` runs after each connection (the first too), so that what was missed can be read again.
 */
export function listen(as, { opened, received, lost }) {
  let source = null;
  let timer = null;
  let pause = FIRST_PAUSE;
  let stopped = false;

  function connect() {
    source = new EventSource(`/sandbox/live?${new URLSearchParams({ as })}`);
    source.onopen = () => {
      pause = FIRST_PAUSE;
      opened();
    };
    source.onmessage = ({ data }) => received(JSON.parse(data));
    source.onerror = () => {
      // The browser would try again by itself, but not after every kind of failure, and late.
      source.close();
      if (stopped) return;
      lost();
      timer = setTimeout(connect, pause);
      pause = Math.min(LONGEST_PAUSE, pause * 1.7);
    };
  }

  connect();
  return {
    close() {
      stopped = true;
      clearTimeout(timer);
      source.close();
    },
  };
}
