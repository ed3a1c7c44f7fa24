/**
 * Keeps relative times true while a page stays open. The server writes the first text; this one only moves it on.
 *
 * <time datetime="2026-03-08T16:40:00Z" data-relative>2 h 10 min ago</time>
 * <time datetime="…" data-relative="due" class="due">in 2 h 10 min</time>   becomes .is-soon, then .is-overdue
 *
 * Same words as the server's: under a minute, "12 min", "2 h 10 min", "3 d 4 h", "45 d"; beyond 14 days the text is left alone.
 */
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function span(seconds) {
  const pair = (big, bigName, small, smallName) => {
    const whole = Math.floor(seconds / big);
    const rest = Math.floor((seconds % big) / small);
    return rest ? `${whole} ${bigName} ${rest} ${smallName}` : `${whole} ${bigName}`;
  };
  if (seconds < MINUTE) return "less than a minute";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return pair(HOUR, "h", MINUTE, "min");
  return seconds < 10 * DAY ? pair(DAY, "d", HOUR, "h") : `${Math.floor(seconds / DAY)} d`;
}

export function words(at, now, kind) {
  const seconds = (at - now) / 1000;
  if (seconds >= 0) return `in ${span(seconds)}`;
  return kind === "due" ? `${span(-seconds)} overdue` : `${span(-seconds)} ago`;
}

function refresh(within = document) {
  const now = Date.now();
  for (const time of within.querySelectorAll("time[data-relative]")) {
    const at = Date.parse(time.dateTime);
    const due = time.dataset.relative === "due";
    if (Number.isNaN(at)) continue;
    if (due) {
      time.classList.toggle("is-overdue", at < now);
      time.classList.toggle("is-soon", at >= now && at - now < 4 * HOUR * 1000);
    }
    if (Math.abs(at - now) < 14 * DAY * 1000) {
      const text = words(at, now, time.dataset.relative);
      if (time.textContent !== text) time.textContent = text;
    }
  }
}

refresh();
setInterval(refresh, 20_000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
document.addEventListener("htmx:load", (event) => refresh(event.target));
