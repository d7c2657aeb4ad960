// Forms that keep records: opens a section where it stands, adds rows, searches while a name is typed, shows what saving
// would change, and keeps a draft. Without this file links and buttons do the same by loading the page.
const FORM = "form[data-keeping]";
const SOON = 300;
const AFTER_A_PAUSE = 900;
const KEEP_EVERY = 4000;

const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const formOf = (element) => element.closest?.(FORM);

// Opening a section

const shownSections = new Map();

const focusOn = (part) => {
  const first = part.querySelector(".field input:not([type=hidden]), .field select, .field textarea");
  (part.querySelector("[data-problems]") ?? first ?? part.querySelector("[data-opened]"))?.focus();
};

const open = async (link) => {
  const name = link.dataset.edit;
  const part = document.getElementById(`section-${name}`);
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error("signed out, or no right");
  const fresh = parse(await answer.text()).getElementById(`section-${name}`);
  if (!part || !fresh) throw new Error("not this page");
  shownSections.set(name, [...part.childNodes]);
  part.replaceChildren(...document.adoptNode(fresh).childNodes);
  prepare();
  focusOn(part);
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-edit]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link).catch(() => location.assign(link.href));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-cancel]");
  const part = link?.closest("[data-section]");
  const before = part && shownSections.get(part.dataset.section);
  if (!before || formOf(link).dataset.changed) return;
  event.preventDefault();
  part.replaceChildren(...before);
  part.querySelector("a[data-edit]")?.focus();
});

// Rows

const freeNumber = (list) => {
  const numbers = [...list.querySelectorAll("[data-row-box] > input[type=hidden]")].map((one) => Number(one.name.split("-").pop()));
  return Math.max(-1, ...numbers) + 1;
};

const addRow = (button) => {
  const list = button.closest("[data-rows-of]");
  const holder = document.createElement("template");
  const number = freeNumber(list);
  holder.innerHTML = list.querySelector("template").innerHTML.replaceAll("__n__", number);
  const row = holder.content.querySelector("[data-row-box]");
  row.setAttribute("aria-label", `${row.getAttribute("aria-label")} ${number + 1}`);
  button.closest("p").before(row);
  row.querySelector(".field input:not([type=hidden]), .field select, .field textarea")?.focus();
};

const removeRow = (button) => {
  const row = button.closest("[data-row-box]");
  const list = row.closest("[data-rows-of]");
  const next = row.nextElementSibling?.matches("[data-row-box]") ? row.nextElementSibling : row.previousElementSibling;
  row.remove();
  (next?.querySelector?.("input:not([type=hidden]), select") ?? list.querySelector("[data-add-row]")).focus();
};

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add-row]");
  const remove = event.target.closest("[data-remove-row]");
  const button = add ?? remove;
  if (!button) return;
  event.preventDefault();
  const form = formOf(button);
  if (add) addRow(add);
  else removeRow(remove);
  changed(form);
});

// Searching for a record

const searches = new Map();

const search = async (box) => {
  const words = box.querySelector("input[type=text]").value;
  searches.get(box)?.abort();
  const mine = new AbortController();
  searches.set(box, mine);
  const fields = formOf(box)?.elements;
  const naming = (fields?.naming ?? fields?.original_language)?.value ?? "";
  const query = new URLSearchParams({ kinds: box.dataset.searched, name: box.dataset.name, words, naming });
  try {
    const answer = await fetch(`/nearest/?${query}`, { signal: mine.signal });
    if (!answer.ok || answer.redirected) return;
    const html = await answer.text();
    if (mine.signal.aborted) return;
    box.querySelector(".offered").innerHTML = html;
  } catch {
    // A newer search replaced this one, or the network failed: sending the form searches too
  }
};

const choose = (box, radio) => {
  const asked = box.querySelector("input[name$=-asked]");
  const typed = box.querySelector(":scope > input[type=text]");
  typed.value = asked.value = radio.dataset.label;
  box.classList.add("is-chosen");
};

document.addEventListener("input", ({ target }) => {
  const box = target.closest(".searched");
  if (!box || !target.matches(".searched > input[type=text]")) return;
  box.classList.remove("is-chosen");
  clearTimeout(box.timer);
  box.timer = setTimeout(search, SOON, box);
});

// By pointer a choice is final; by keyboard the arrows only move it, and Enter or leaving the list makes it final
document.addEventListener("click", (event) => {
  const label = event.target.closest(".searched .offers label");
  const radio = label?.querySelector("input[data-label]");
  if (!radio || (event.target === radio && event.detail === 0)) return;
  radio.checked = true;
  choose(radio.closest(".searched"), radio);
});

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".searched");
  if (!box) return;
  if (event.key === "ArrowDown" && event.target.matches("input[type=text]") && !event.target.closest(".new-fields")) {
    const first = box.querySelector(".offers input[type=radio]:checked") ?? box.querySelector(".offers input[type=radio]");
    if (first) {
      event.preventDefault();
      first.checked = true;
      first.focus();
    }
  }
  if (event.key === "Enter" && event.target.matches("input[data-label]")) {
    event.preventDefault();
    choose(box, event.target);
    box.querySelector("input[type=text]").focus();
  }
});

document.addEventListener("focusout", (event) => {
  const box = event.target.closest?.(".searched");
  if (!box || box.contains(event.relatedTarget)) return;
  const radio = box.querySelector(".offers input[data-label]:checked");
  if (radio && event.target.matches("input[data-label]")) choose(box, radio);
});

// What saving would change

let look;

const showChanges = async (form) => {
  look?.abort();
  const mine = (look = new AbortController());
  const data = new FormData(form);
  for (const name of ["form_key", "save"]) data.delete(name);
  data.set("look", "1");
  const region = form.querySelector("[data-looked]");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, signal: mine.signal });
    if (answer.redirected || answer.status > 400) return;
    const page = parse(await answer.text());
    // What cannot be read yet is said here, too, and not only when the form is sent
    const fresh = page.querySelector(answer.ok ? `${FORM} [data-looked]` : `${FORM} [data-problems] ul`);
    if (!mine.signal.aborted) region.replaceChildren(...(answer.ok ? (fresh?.childNodes ?? []) : fresh ? [fresh] : []));
  } catch {
    // A newer look replaced this one, or the network failed: the button still works
  }
};

// Drafts

let sending = false;

const keepDraft = (form, leaving) => {
  delete form.dataset.unkept;
  const data = new FormData(form);
  data.delete("save");
  data.set("draft", "auto");
  if (leaving) return navigator.sendBeacon(form.action, data);
  return fetch(form.action, { method: "POST", body: data }).then((answer) => {
    const told = form.querySelector("[data-kept]");
    if (answer.status === 204 && told) told.textContent = told.dataset.words;
  }, () => {
    form.dataset.unkept = "1";
  });
};

const changed = (form) => {
  if (!form) return;
  form.dataset.changed = form.dataset.unkept = "1";
  clearTimeout(form.lookTimer);
  form.lookTimer = setTimeout(showChanges, AFTER_A_PAUSE, form);
};

document.addEventListener("input", ({ target }) => changed(formOf(target)));
document.addEventListener("change", ({ target }) => changed(formOf(target)));

setInterval(() => {
  if (sending) return;
  for (const form of document.querySelectorAll(`${FORM}[data-unkept]`)) keepDraft(form, false);
}, KEEP_EVERY);

document.addEventListener("submit", ({ target }) => {
  if (!target.matches(FORM)) return;
  look?.abort();
  clearTimeout(target.lookTimer);
  sending = true;
});

addEventListener("pagehide", () => {
  if (sending) return;
  for (const form of document.querySelectorAll(`${FORM}[data-unkept]`)) keepDraft(form, true);
});

const prepare = () => {
  document.querySelector(`${FORM} [data-problems]`)?.focus();
};

prepare();
if (!document.querySelector("[data-problems]") && document.querySelector(`[data-section] ${FORM}`)) {
  focusOn(document.querySelector(`[data-section]:has(${FORM})`));
}

// After saving, the keyboard goes on where the person worked: at the saved section, else at the message
const goOn = () => {
  const said = document.querySelector(".messages");
  if (!said || document.querySelector(FORM)) return;
  const section = location.hash.startsWith("#section-") && document.getElementById(location.hash.slice(1));
  const link = section && section.querySelector("a[data-edit]");
  if (!link) said.tabIndex = -1;
  (link || said).focus({ preventScroll: true });
};

// Browsers take the focus away when they scroll to the section of the address
if (document.readyState === "complete") goOn();
else addEventListener("load", () => setTimeout(goOn));
