/**
 * Keeps relative times true while a page stays open. The server writes the first text; this one only moves it on.
 *
 * <time datetime="2026-03-08T16:40:00Z" data-relative>2 h 10 min ago</time>
 * <time datetime="…" data-relative="due" class="due">in 2 h 10 min</time>   becomes .is-soon, then .is-overdue
 *
 * The same words as the server's, from `<template id="time-words">`: under a minute, "12 min", "2 h 10 min", "3 d 4 h", "45 d"; beyond 14 days the text is left alone.
 */
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const said = document.getElementById("time-words")?.content.firstElementChild.dataset ?? {};

/* The page brings the words, in the language of its reader. */
function put(words = "", values = {}) {
  return words.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

function span(seconds) {
  const [days, hours, minutes] = [DAY, HOUR, MINUTE].map((unit) => Math.floor(seconds / unit));
  if (seconds < HOUR) return put(said.minutes, { minutes });
  if (seconds < DAY) {
    const rest = minutes % 60;
    return rest ? put(said.hoursMinutes, { hours, minutes: rest }) : put(said.hours, { hours });
  }
  const rest = hours % 24;
  return rest && days < 10 ? put(said.daysHours, { days, hours: rest }) : put(said.days, { days });
}

function words(at, now, kind) {
  const seconds = Math.abs(at - now) / 1000;
  const far = seconds >= MINUTE && { span: span(seconds) };
  if (at >= now) return far ? put(said.in, far) : said.soon;
  if (kind === "due") return far ? put(said.overdue, far) : said.justOverdue;
  return far ? put(said.ago, far) : said.justNow;
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
    if (said.in && Math.abs(at - now) < 14 * DAY * 1000) {
      const text = words(at, now, time.dataset.relative);
      if (time.textContent !== text) time.textContent = text;
    }
  }
}

refresh();
setInterval(refresh, 20_000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
document.addEventListener("htmx:load", (event) => refresh(event.target));
