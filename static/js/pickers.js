// Pickers: shows the ticked rows in the heading, and searches while the reader types. Without this file the button searches.
const SOON = 300;
const WORDS = "input[name^=find_]";

const ticked = (picker) => [...picker.querySelectorAll(".found input:checked")].filter((box) => box.value !== "");

const tell = (picker) => {
  const names = ticked(picker).map((box) => box.closest("label").querySelector("span").textContent.trim());
  const heading = picker.querySelector(".picked");
  heading.textContent = names.join(", ") || heading.dataset.none;
};

const answerOf = async (form, picker, signal) => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  // The key belongs to the one sending that saves
  data.delete("form_key");
  data.set("find", picker.dataset.picker);
  data.set(`find_${picker.dataset.picker}`, picker.querySelector(WORDS).value);
  if (form.method === "post") return fetch(form.action, { method: "POST", body: data, signal });
  return fetch(`${form.action.split("?")[0]}?${new URLSearchParams(data)}`, { signal });
};

const put = (picker, fresh) => {
  const list = picker.querySelector(".found");
  // Reads the ticks now, not as they were sent: the reader may change them while waiting for the answer
  const now = new Map(ticked(picker).map((box) => [box.value, box]));
  list.replaceChildren(...fresh.querySelector(".found").childNodes);
  for (const box of list.querySelectorAll("input")) {
    box.checked = now.delete(box.value) || (box.type === "radio" && box.value === "" && !now.size);
  }
  list.prepend(...[...now.values()].map((box) => box.closest("label")));
  picker.querySelector(".told").textContent = fresh.querySelector(".told").textContent;
  tell(picker);
};

let timer;
let request;

const find = async (picker) => {
  request?.abort();
  const mine = (request = new AbortController());
  picker.setAttribute("aria-busy", "true");
  try {
    const answer = await answerOf(picker.closest("form"), picker, mine.signal);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`[data-picker="${picker.dataset.picker}"]`);
    if (fresh) put(picker, fresh);
  } catch {
    // A newer search replaced this one, or the network failed: the button still works
  }
  if (request === mine) picker.removeAttribute("aria-busy");
};

const later = (picker, pause) => {
  clearTimeout(timer);
  timer = setTimeout(find, pause, picker);
};

document.addEventListener("change", ({ target }) => {
  const picker = target.closest("[data-picker]");
  if (picker && !target.matches(WORDS)) tell(picker);
});

document.addEventListener("input", ({ target }) => {
  if (target.matches(`[data-picker] ${WORDS}`)) later(target.closest("[data-picker]"), SOON);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(`[data-picker] ${WORDS}`)) return;
  event.preventDefault();
  later(event.target.closest("[data-picker]"), 0);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-picker] button[name=find]");
  if (!button) return;
  event.preventDefault();
  later(button.closest("[data-picker]"), 0);
});

// The search words are no filter: the address contains the chosen rows only
document.addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "get") return;
  for (const name of [...formData.keys()]) if (name.startsWith("find_")) formData.delete(name);
});
