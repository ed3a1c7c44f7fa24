/**
 * Photos are made small on the phone: at most 1,600 pixels, as JPEG, which also leaves behind where they were taken.
 * What the browser cannot read (HEIC in most of them) goes as it is, the page says so at once, and the server has the word.
 *
 * [data-photos]        around it all; data-most (how many), data-working, data-too-many, data-unread (what is said)
 * input[type=file]     what is sent; its files are replaced by the small ones as they are ready
 * [data-camera]        an input of its own that opens the camera; [data-take] and [data-choose] press the two
 * [data-chosen]        the list of what was chosen; its <template> is one entry, with [data-remove]
 * form.photosReady     a promise: whoever sends the form by other means awaits it
 */
const LONGEST = 1600;
const QUALITY = 0.8;
const THUMBNAIL = 144;

const field = document.querySelector("[data-photos]");
const input = field.querySelector("input[type=file]:not([data-camera])");
const camera = field.querySelector("[data-camera]");
const list = field.querySelector("[data-chosen]");
const template = field.querySelector("template");
const says = field.querySelector("[role=status]");
const warns = field.querySelector(".photos-unread");
const chosen = [];

function painted(bitmap, longest) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#fff"; // JPEG has no holes to look through
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/* The camera's own orientation is painted in: browsers turn the bitmap before they hand it out. */
async function small(one) {
  if (one.file.type === "application/pdf") return;
  let bitmap;
  try {
    bitmap = await createImageBitmap(one.file, { imageOrientation: "from-image" });
    const canvas = painted(bitmap, LONGEST);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    one.picture = painted(bitmap, THUMBNAIL);
    if (blob) one.file = new File([blob], one.file.name.replace(/(\.\w+)?$/, ".jpg"), { type: "image/jpeg" });
  } catch {
    one.isUnread = true;
  } finally {
    bitmap?.close();
  }
}

function entry(one) {
  const item = template.content.cloneNode(true).firstElementChild;
  item.querySelector("[data-name]").textContent = one.file.name;
  item.querySelector("[data-remove]").setAttribute("aria-describedby", `photo-${one.number}`);
  item.querySelector("[data-name]").id = `photo-${one.number}`;
  item.toggleAttribute("aria-busy", !one.done);
  if (one.picture) item.prepend(one.picture);
  item.querySelector("[data-remove]").addEventListener("click", () => {
    chosen.splice(chosen.indexOf(one), 1);
    write();
    field.querySelector("[data-choose]").focus();
  });
  return item;
}

/* What is sent is always all that was chosen: small where it is ready, as it came where it is not. */
function write() {
  const files = new DataTransfer();
  for (const one of chosen) files.items.add(one.file);
  input.files = files.files;
  list.replaceChildren(...chosen.map(entry));
  const unread = chosen.filter((one) => one.isUnread).map((one) => one.file.name);
  warns.textContent = unread.length ? field.dataset.unread.replace("{names}", unread.join(", ")) : "";
}

let number = 0;

function add(files) {
  const room = Number(field.dataset.most) - chosen.length;
  const fresh = [...files].slice(0, room).map((file) => ({ file, number: ++number }));
  chosen.push(...fresh);
  write();
  const notTaken = files.length > room ? field.dataset.tooMany : "";
  says.textContent = fresh.length ? field.dataset.working : notTaken;
  const before = input.form.photosReady;
  input.form.photosReady = (async () => {
    await before;
    for (const one of fresh) {
      await small(one);
      one.done = true;
      write();
    }
    says.textContent = notTaken;
  })();
}

function take({ target }) {
  const files = [...target.files];
  if (target === camera) camera.value = "";
  add(files);
}

input.form.photosReady = Promise.resolve();
input.addEventListener("change", take);
camera.addEventListener("change", take);
input.form.addEventListener("reset", () => {
  chosen.length = 0;
  write();
});
field.querySelector("[data-take]").addEventListener("click", () => camera.click());
field.querySelector("[data-choose]").addEventListener("click", () => input.click());
// The input itself is not to be seen: what leads to it leads to its button.
input.form.addEventListener("click", (event) => {
  if (event.target.closest("a")?.hash !== `#${input.id}`) return;
  event.preventDefault();
  field.querySelector("[data-choose]").focus();
});
field.classList.add("is-scripted");
if (input.files.length) add(input.files);
