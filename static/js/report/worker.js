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
const PLACES = "/report/places.json";
const posterOf = (path) => path.match(/^\/r\/([^/]+)\/$/)?.[1];
const keptAs = (token) => `${REPORT}${token}/`;

const others = async () => (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);

/* As the server has it now, whatever the browser's own cache says; one that fails leaves what was kept. */
async function take(cache, paths) {
  await Promise.all(
    paths.map(async (path) => {
      const response = await fetch(path, { cache: "no-cache" });
      if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
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

/* The new version takes over at once. What was kept for posters and places is asked for anew, because it belongs to the old. */
async function activate() {
  const old = await others();
  if (off) {
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.registration.unregister();
    return;
  }
  const cache = await caches.open(NAME);
  for (const name of old) {
    const visited = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
    const again = visited.filter((path) => path === PLACES || (path.startsWith(REPORT) && path !== REPORT));
    await Promise.allSettled(again.map((path) => take(cache, [path])));
    await caches.delete(name);
  }
  await self.clients.claim();
}

const kept = async (path) => (await caches.open(NAME)).match(path, { ignoreVary: true });

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
  const cameFromThere = response.ok && new URL(response.url).pathname === pathname;
  if (token && cameFromThere) {
    event.waitUntil(take(await caches.open(NAME), [keptAs(token)]).catch(() => {}));
  }
  return response;
}

async function places(event) {
  const response = await networkFirst(event, [PLACES]);
  if (response.ok) {
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
  return files.includes(url.pathname) ? file(event, url) : undefined;
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const answered = answer(event);
  if (answered) event.respondWith(answered);
});
