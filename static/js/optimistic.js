/**
 * Shows in the inbox at once what a command will do: its row goes to the group of the next move, or leaves the list,
 * marked as being sent. The server's answer replaces all of it. When it was refused, or nothing answered, the row comes
 * back where it was, with the reason beside it.
 *
 * It also tells the server in which order the list stood, so that the issue after this one can open next.
 */
/* By the last word of the command's address: the group that the issue waits in next; "" when it leaves the list. */
const GOES_TO = {
  accept: "plan",
  start: "complete",
  "record-containment": "resolve",
  "hand-over": "",
  resolve: "",
  decline: "",
  snooze: "",
  merge: "",
};
const MOST_AFTERWARDS = 20;
const rowOf = (number) => document.getElementById(`row-${number}`)?.closest("#panes .row");
const numberOf = (row) => row.querySelector(".row-link").id.replace("row-", "");

/* Which issue a request is about, and which command it is: /issues/12/actions/…/start/ */
function command({ verb, path }) {
  const [, number, word] = verb === "get" ? [] : (path.match(/\/issues\/(\d+)\/(?:.+\/)?([a-z-]+)\/$/) ?? []);
  const row = number && rowOf(number);
  return row ? { number, word, row } : null;
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const asked = command(detail);
  if (!asked?.row.closest("[data-group]")) return;
  const rows = [...document.querySelectorAll("#panes [data-group] .row")];
  const at = rows.indexOf(asked.row);
  const afterwards = [...rows.slice(at + 1), ...rows.slice(0, at)].slice(0, MOST_AFTERWARDS);
  detail.headers["Inbox-Afterwards"] = afterwards.map(numberOf).join(",");
});

const underWay = new Map(); // by request

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  const asked = command(detail.requestConfig);
  if (!asked) return;
  const sent = { ...asked, hand: document.activeElement, place: document.createComment("") };
  underWay.set(detail.xhr, sent);
  foreshow(sent);
});

function foreshow({ row, word, place, hand }) {
  row.before(place);
  row.setAttribute("aria-busy", "true");
  row.querySelector(".row-reason")?.remove();
  const line = document.createElement("p");
  line.className = "row-sending";
  line.textContent = document.querySelector("#panes").dataset.sending;
  row.append(line);
  const group = document.querySelector(`#panes [data-group="${GOES_TO[word]}"] .rows`);
  if (GOES_TO[word] === "") row.classList.add("is-leaving");
  else if (group && !group.contains(row)) group.append(row);
  if (row.contains(hand)) hand.focus({ preventScroll: true }); // what is moved in a page loses the focus
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const sent = underWay.get(detail.xhr);
  // A moment later the page has said what went wrong, and the same words stand beside the row.
  if (underWay.delete(detail.xhr)) setTimeout(settle, 0, sent, detail.xhr.status);
});

function settle({ row, place, number, hand }, status) {
  if (place.isConnected) takeBack(row, place);
  if (status >= 200 && status < 400) return;
  const reason = document.querySelector("#messages .message-error > p");
  const fresh = rowOf(number);
  // An open form says it itself.
  if (fresh && reason && !document.querySelector("dialog[open]"))
    explain(fresh, reason.textContent.trim().replace(/\s+/g, " "));
  if (document.activeElement === document.body && hand.isConnected) hand.focus({ preventScroll: true });
}

function takeBack(row, place) {
  const { activeElement } = document;
  place.replaceWith(row);
  row.removeAttribute("aria-busy");
  row.classList.remove("is-leaving");
  row.querySelector(".row-sending")?.remove();
  if (row.contains(activeElement)) activeElement.focus({ preventScroll: true });
}

function explain(row, words) {
  const line = row.querySelector(".row-reason") ?? document.createElement("p");
  line.className = "row-reason";
  line.textContent = words;
  row.append(line);
}
