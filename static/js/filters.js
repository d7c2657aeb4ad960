// Applies filters when they change, and keeps empty ones out of the address. Without this file the button applies them.
//
// Fetches the page at the new address and replaces <main> with its <main>. Focus, open disclosures and the scroll
// position stay. Modules that prepare elements in <main> repeat that on the event "oversigt:shown".
const FORM = "form[data-filters]";
const TEXT = "input:not([type=checkbox], [type=radio], [type=hidden])";
const SOON = 250;
const AFTER_A_PAUSE = 1000;

const bare = (address) => address.split("#")[0];

let timer;
let request;
let lastTyped = "";
let shown = bare(location.href);

const main = document.querySelector("main");
const announced = document.createElement("div");
announced.className = "hidden";
announced.setAttribute("role", "status");
document.body.append(announced);

document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.matches(FORM)) return;
  for (const [name, value] of [...formData]) {
    if (value !== "") continue;
    const rest = formData.getAll(name).filter((one) => one !== "");
    formData.delete(name);
    for (const one of rest) formData.append(name, one);
  }
});

const addressOf = (form) => {
  const query = new URLSearchParams(new FormData(form)).toString();
  return new URL(form.action.split("?")[0] + (query && `?${query}`), location.href).href;
};

// Returns a function that finds the focused element's counterpart on the page that is shown by then
const placeOfFocus = () => {
  const here = document.activeElement;
  if (!here || here === main || !main.contains(here)) return () => null;
  if (here.id) return () => document.getElementById(here.id);
  const alike = here.matches("summary")
    ? () => [...main.querySelectorAll("summary")]
    : () => [...main.querySelectorAll(`${FORM} [name]`)].filter((one) => one.name === here.name && one.type === here.type);
  const boxes = here.type === "checkbox";
  const number = alike().indexOf(here);
  return () => (boxes ? alike().find((one) => one.value === here.value) : alike()[number]) ?? null;
};

// Returns the page's disclosures by their place: their own or the nearest id, their class, and their number among equals
const disclosures = () => {
  const alike = {};
  return [...main.querySelectorAll("details")].map((details) => {
    const place = `${details.id || details.closest("[id]").id} ${details.className}`;
    alike[place] = (alike[place] ?? 0) + 1;
    return [`${place} ${alike[place]}`, details];
  });
};

const keepOpen = () => {
  const open = new Map(disclosures().map(([place, details]) => [place, details.open]));
  return () => {
    for (const [place, details] of disclosures()) {
      if (open.has(place)) details.open = open.get(place) || details.matches(":has([aria-invalid=true])");
    }
  };
};

const keepMasthead = (page) => {
  document.title = page.title;
  document.querySelector(".messages")?.remove();
  // The language menu returns to the address of the page
  const news = page.querySelectorAll("header input[name=next]");
  document.querySelectorAll("header input[name=next]").forEach((input, number) => {
    if (news[number]) input.value = news[number].value;
  });
};

const put = (page) => {
  const focused = document.activeElement;
  const caret = focused.matches(TEXT) ? [focused.selectionStart, focused.selectionEnd] : null;
  const [find, openAgain, x, y] = [placeOfFocus(), keepOpen(), scrollX, scrollY];
  main.replaceChildren(...document.adoptNode(page.querySelector("main")).childNodes);
  keepMasthead(page);
  openAgain();
  const target = find();
  target?.focus({ preventScroll: true });
  if (caret && target?.setSelectionRange) target.setSelectionRange(...caret);
  scrollTo(x, y);
  const result = main.querySelector(".problems h2, .result, .empty b");
  announced.textContent = result ? result.textContent.replace(/\s+/g, " ").trim() : "";
  document.dispatchEvent(new CustomEvent("oversigt:shown"));
};

const show = async (address) => {
  request?.abort();
  const mine = (request = new AbortController());
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
    const html = answer.headers.get("content-type")?.startsWith("text/html");
    // Signed out meanwhile, a file, or a server error: the browser itself opens the address
    if (!html || answer.redirected || answer.status >= 500) throw new Error("not this page");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine.signal.aborted) return;
    put(page);
    shown = address;
    main.removeAttribute("aria-busy");
  } catch {
    if (!mine.signal.aborted) location.assign(address);
  }
};

const apply = (form, typed) => {
  const address = addressOf(form);
  if (address === shown) {
    main.removeAttribute("aria-busy");
    if (address !== bare(location.href)) history.replaceState(null, "", address);
    return;
  }
  // One history entry for a text, however often the reader paused while typing
  if (typed && typed === lastTyped) history.replaceState(null, "", address);
  else if (address !== bare(location.href)) history.pushState(null, "", address);
  lastTyped = typed;
  show(address);
};

const later = (form, pause, typed) => {
  clearTimeout(timer);
  // The pending answer is out of date, and would overwrite the text being typed
  request?.abort();
  timer = setTimeout(() => form.isConnected && apply(form, typed), pause);
};

// The box that searches in the list of a filter is no filter
const isFilter = (target) => target.form?.matches(FORM) && !target.name.startsWith("find_");

document.addEventListener("input", ({ target }) => {
  if (isFilter(target) && target.matches(TEXT)) later(target.form, AFTER_A_PAUSE, target.name);
});

document.addEventListener("change", ({ target }) => {
  if (isFilter(target)) later(target.form, SOON, target.matches(TEXT) ? target.name : "");
});

document.addEventListener("submit", ({ target }) => {
  if (!target.matches(FORM)) return;
  clearTimeout(timer);
  request?.abort();
});

addEventListener("popstate", () => {
  clearTimeout(timer);
  lastTyped = "";
  if (bare(location.href) !== shown) show(bare(location.href));
});
