/**
 * Reports that this phone still holds: drafts, those that wait, those that were refused. In IndexedDB, each encrypted with
 * AES-GCM under a key of its owner that cannot be taken out of the browser. Readable without that key are only a report's
 * id, its place in the order, its state, and whose it is, as a mark that says nothing to anybody else.
 *
 * A record: {id, owner, state: "draft" | "waiting" | "parked" | "sent", path, at, fields: [[name, value]],
 * files: [[name, File]], title, said, receipt}. `at` is when it was written by the device's clock; `said` is why it was
 * refused. Of what was sent without a name the code of the `receipt` stays, and its `path`.
 *
 * Every change is told as an event "reports" on the document, in all windows; its detail is {id, ...what happened}.
 */
const NAME = "reports";

/* One step for each version of the store. A step that has been published is never changed: the next one comes after it. */
const STEPS = [
  (db) => {
    db.createObjectStore("keys", { keyPath: "owner" });
    db.createObjectStore("reports", { keyPath: "id" });
    db.createObjectStore("boxes", { keyPath: "id" });
    db.createObjectStore("notes", { keyPath: "name" });
  },
];

let opened;
const air = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
const announce = (detail) => document.dispatchEvent(new CustomEvent("reports", { detail }));
if (air) air.onmessage = ({ data }) => announce(data);

export function tell(detail) {
  air?.postMessage(detail);
  announce(detail);
}

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function connect(version) {
  const request = indexedDB.open(NAME, version);
  request.onupgradeneeded = ({ oldVersion }) => {
    for (const step of STEPS.slice(oldVersion)) step(request.result, request.transaction);
  };
  return answer(request);
}

async function database() {
  opened ??= connect(STEPS.length).catch((error) => {
    // A newer page has been here: what it keeps is at least what this one knows.
    if (error.name === "VersionError") return connect();
    throw error;
  });
  try {
    const db = await opened;
    db.onversionchange = db.onclose = () => {
      db.close(); // a newer page, or signing out, must not wait for this one
      opened = undefined;
    };
    return db;
  } catch (error) {
    opened = undefined;
    throw error;
  }
}

/* One transaction: `work` gets its stores; resolves to what it returns once everything is written. */
async function within(names, mode, work) {
  // Strict: on the disk, and not only on its way there, before anybody is told that it is kept.
  const transaction = (await database()).transaction(names, mode, { durability: "strict" });
  const finished = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const result = work(...names.map((name) => transaction.objectStore(name)));
  const [value] = await Promise.all([result, finished]);
  return value;
}

/* Whether this browser lets us keep anything: not on plain http, in some private windows, or where it is switched off. */
export async function usable() {
  try {
    if (!crypto.subtle || !indexedDB) return false;
    await database();
    return true;
  } catch {
    return false;
  }
}

/** A UUID of version 7: the device's clock first, which nobody relies on, then chance. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint16(0, Date.now() / 2 ** 32);
  new DataView(bytes.buffer).setUint32(2, Date.now() % 2 ** 32);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Under which id the receipt of a report is kept. */
export const receiptOf = (id) => `sent ${id}`;

async function keyOf(owner) {
  const find = () => within(["keys"], "readonly", (keys) => answer(keys.get(owner)));
  const found = await find();
  if (found) return found.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  // Another window may have made one meanwhile: then that one counts. Who has signed out there gets none any more.
  await within(["keys", "notes"], "readwrite", async (keys, notes) => {
    const [made, whose] = await Promise.all([answer(keys.get(owner)), answer(notes.get("owner"))]);
    if (!made && owner === (whose?.value ?? "guest")) keys.put({ owner, key });
  });
  return (await find()).key;
}

const cipher = (id, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) });

async function packed({ id, owner, state, files = [], ...rest }) {
  const blobs = files.map(([, file]) => file);
  const about = files.map(([name, file]) => [name, file.name, file.type, file.size]);
  const head = new TextEncoder().encode(JSON.stringify({ ...rest, files: about }));
  return new Blob([new Uint32Array([head.length]), head, ...blobs]).arrayBuffer();
}

function unpacked(buffer) {
  const length = new Uint32Array(buffer, 0, 1)[0];
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  head.files = head.files.map(([field, name, type, size]) => {
    at += size;
    return [field, new File([buffer.slice(at - size, at)], name, { type })];
  });
  return head;
}

/**
 * Store a record under its id; `instead` of another one, where that is given. A draft is not put over what waits already.
 * Raises what the browser says when full, and when the owner has signed out.
 */
export async function keep(record, instead) {
  const { id, owner, state } = record;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt(cipher(id, iv), await keyOf(owner), await packed(record));
  await within(["reports", "boxes"], "readwrite", async (reports, boxes) => {
    const all = await answer(reports.getAll());
    const before = all.find((one) => one.id === id);
    if (state === "draft" && before?.state === "waiting") return;
    const order = before?.order ?? 1 + Math.max(0, ...all.map((one) => one.order));
    reports.put({ id, owner, order, state });
    boxes.put({ id, iv, box });
    if (instead && instead !== id) for (const store of [reports, boxes]) store.delete(instead);
  });
  tell({ id, state });
}

/** Whose, in which state, in which order; nothing is decrypted. */
export async function list() {
  const all = await within(["reports"], "readonly", (reports) => answer(reports.getAll()));
  return all.sort((one, other) => one.order - other.order);
}

/** The record, decrypted, with `seal`, which changes when it does. Nothing when it is gone; raises when it is damaged. */
export async function open(id) {
  const [about, sealed] = await within(["reports", "boxes"], "readonly", (...stores) =>
    Promise.all(stores.map((store) => answer(store.get(id)))),
  );
  if (!about) return undefined;
  const found = await within(["keys"], "readonly", (keys) => answer(keys.get(about.owner)));
  const text = await crypto.subtle.decrypt(cipher(id, sealed.iv), found.key, sealed.box);
  return { ...about, ...unpacked(text), seal: String(sealed.iv) };
}

/** Where one goes on writing on a record. What was written is not in the address, only which record it is. */
export function address({ id, path, fields }) {
  const point = fields.find(([name]) => name === "point")?.[1] ?? "";
  return `${path}?${new URLSearchParams({ point })}#edit=${id}`;
}

export async function mark(id, state) {
  await within(["reports"], "readwrite", async (reports) => {
    const about = await answer(reports.get(id));
    if (about) reports.put({ ...about, state });
  });
  tell({ id, state });
}

/** Remove a record; given its `seal`, only while it is the one that was opened. */
export async function drop(id, seal) {
  await within(["reports", "boxes"], "readwrite", async (reports, boxes) => {
    const sealed = seal && (await answer(boxes.get(id)));
    if (sealed && String(sealed.iv) !== seal) return;
    reports.delete(id);
    boxes.delete(id);
  });
  tell({ id, state: "gone" });
}

/** What the phone remembers besides reports; with a value, from now on. */
export function note(name, value) {
  if (value === undefined)
    return within(["notes"], "readonly", async (notes) => (await answer(notes.get(name)))?.value);
  return within(["notes"], "readwrite", (notes) => answer(notes.put({ name, value })));
}

/** Take a lease, or make one's own longer. False while somebody else has it. */
export function lease(by, milliseconds) {
  return within(["notes"], "readwrite", async (notes) => {
    const held = (await answer(notes.get("lease")))?.value;
    const now = Date.now();
    // A lease that ends later than any can was taken before the clock was set back.
    if (held && held.by !== by && held.until > now && held.until <= now + milliseconds) return false;
    notes.put({ name: "lease", value: { by, until: now + milliseconds } });
    return true;
  });
}

/** Give one's own lease back. */
export function release(by) {
  return within(["notes"], "readwrite", async (notes) => {
    if ((await answer(notes.get("lease")))?.value.by === by) notes.delete("lease");
  });
}

/** Forget one owner: reports, drafts, key. True when nothing of anybody else is left, and so the whole store is gone. */
export async function wipe(owner) {
  const stores = ["reports", "boxes", "keys", "notes"];
  const left = await within(stores, "readwrite", async (reports, boxes, keys, notes) => {
    const all = await answer(reports.getAll());
    for (const { id } of all.filter((one) => one.owner === owner)) {
      reports.delete(id);
      boxes.delete(id);
    }
    keys.delete(owner);
    notes.clear();
    return all.some((one) => one.owner !== owner);
  });
  tell({ state: "wiped", owner });
  if (left) return false;
  (await database()).close();
  opened = undefined;
  // A window that hangs holds the store open; it is empty by now.
  const hangs = new Promise((resolve) => setTimeout(resolve, 2_000));
  await Promise.race([answer(indexedDB.deleteDatabase(NAME)).catch(() => {}), hangs]);
  return true;
}
