/**
 * The service worker: the report page opens without signal. It is told in `self.KEEPS` what it keeps: {version, files,
 * pages, neverChange}; or {off} when it is to go.
 *
 * It keeps the files of the report page, two pages that hold nobody's data, the list of places, and for each poster that
 * was opened a page of the same kind. Nothing else that the server answers is ever kept. Reports themselves lie in
 * vault.js's store, which this script never touches.
 */
const { version, files, pages, neverChange, off } = self.KEEPS;
const [REPORT, WAITING] = pages ?? [];
const OURS = "report-page-";
const NAME = OURS + version;
const PATIENCE = 3_000; // milliseconds for a page; then the kept one is shown
const LONGEST = 60_000; // milliseconds for what is to be kept
const PLACES = "/report/places.json";
const posterOf = (path) => path.match(/^\/r\/([^/]+)\/$/)?.[1];
const keptAs = (token) => `${REPORT}${token}/`;

const older = new Set(); // files of a version before, of which a page is still needed
let renewing;

const others = async () => (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);

const isTheirs = (path) => path.startsWith(REPORT) && path !== REPORT; // a poster's page
const headers = (path) => (path === PLACES ? { Accept: "application/json" } : {}); // signed out: 401 and no page

/* As the server has it now, whatever the browser's own cache says; one that fails leaves what was kept. */
async function take(cache, paths) {
  await Promise.all(
    paths.map(async (path) => {
      const signal = AbortSignal.timeout(LONGEST);
      const response = await fetch(path, { cache: "no-cache", headers: headers(path), signal });
      if (!response.ok || response.redirected) throw response;
      await cache.put(path, response);
    }),
  );
}

/* The visit that brings the worker is the only one that it does not see: what is open then is kept as well. */
async function openPosters() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tokens = windows.map(({ url }) => posterOf(new URL(url).pathname)).filter(Boolean);
  return [...new Set(tokens)].map(keptAs);
}

async function install() {
  if (!off) {
    const cache = await caches.open(NAME);
    await take(cache, [...files, ...pages]);
    await take(cache, [PLACES]).catch(() => {}); // who is not signed in gets none
    await Promise.allSettled((await openPosters()).map((path) => take(cache, [path])));
  }
  await self.skipWaiting();
}

/* The new version takes over at once: whatever the browser opens meanwhile waits for this. */
async function activate() {
  if (off) {
    for (const name of await others()) await caches.delete(name);
    await self.registration.unregister();
    return;
  }
  await self.clients.claim();
  renew();
}

const gone = ({ status }) => status === 404 || status === 410;
const paths = async (cache) => (await cache.keys()).map(({ url }) => new URL(url).pathname);

/* What was kept for posters belongs to the old version: it goes once all of it is here anew, or not there any more. */
async function fetchAnew(cache, name) {
  const old = await caches.open(name);
  const known = await old.match(PLACES);
  if (known && !(await cache.match(PLACES))) await cache.put(PLACES, known);
  const anew = (await paths(old)).filter(isTheirs).map(async (path) => {
    if (!(await cache.match(path)))
      await take(cache, [path]).catch((why) => gone(why) || Promise.reject(why));
  });
  const done = await Promise.allSettled(anew);
  if (done.every(({ status }) => status === "fulfilled")) await caches.delete(name);
}

/* Once at a time. What failed is tried again with the next page. */
function renew() {
  renewing ??= (async () => {
    const cache = await caches.open(NAME);
    for (const name of await others()) await fetchAnew(cache, name);
  })()
    .catch(() => {})
    .finally(() => {
      renewing = undefined;
    });
  return renewing;
}

async function kept(path) {
  for (const name of [NAME, ...(await others())]) {
    const cache = await caches.open(name);
    const found = await cache.match(path, { ignoreVary: true });
    if (found && name !== NAME) for (const needed of await paths(cache)) older.add(needed);
    if (found) return found;
  }
  return undefined;
}

/* The network's answer, unless it fails or takes too long and there is something kept to show instead. */
async function networkFirst(event, fallbacks) {
  const instead = async () => {
    for (const path of fallbacks) {
      const found = await kept(path);
      if (found) return found;
    }
    return undefined;
  };
  const asked = fetch(event.request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  event.waitUntil(asked.catch(() => {}));
  try {
    const response = await Promise.race([asked, late]);
    if (response && response.status < 500) return response;
    return (await instead()) ?? response ?? asked;
  } catch (error) {
    const found = await instead();
    if (found) return found;
    throw error;
  }
}

async function page(event, { pathname }) {
  const token = posterOf(pathname);
  const response = await networkFirst(
    event,
    token ? [keptAs(token)] : [pathname === WAITING ? WAITING : REPORT],
  );
  event.waitUntil(renew());
  const cameFromThere = response.ok && new URL(response.url).pathname === pathname;
  if (token && cameFromThere) {
    event.waitUntil(take(await caches.open(NAME), [keptAs(token)]).catch(() => {}));
  }
  return response;
}

async function places(event) {
  const response = await networkFirst(event, [PLACES]);
  if (response.ok && !response.redirected) {
    const copy = response.clone();
    event.waitUntil(caches.open(NAME).then((cache) => cache.put(PLACES, copy)));
  }
  return response;
}

async function file(event, { pathname }) {
  const found = await kept(pathname);
  if (found && neverChange) return found;
  return fetch(event.request).catch((error) => {
    if (found) return found;
    throw error;
  });
}

function answer(event) {
  const url = new URL(event.request.url);
  if (off || event.request.method !== "GET" || url.origin !== self.location.origin) return undefined;
  if (event.request.mode === "navigate") {
    const isPage = posterOf(url.pathname) || url.pathname === "/report/" || url.pathname === WAITING;
    return isPage ? page(event, url) : undefined;
  }
  if (url.pathname === PLACES) return places(event);
  return files.includes(url.pathname) || older.has(url.pathname) ? file(event, url) : undefined;
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const answered = answer(event);
  if (answered) event.respondWith(answered);
});
