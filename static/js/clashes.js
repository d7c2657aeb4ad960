// Shows the clashes of an event while its date is being chosen. Without this file the button "Check the date" does.
const SOON = 600;
const form = document.querySelector("form[data-clash-form]");
const region = () => document.getElementById("findings");

let timer;
let request;

const check = async () => {
  request?.abort();
  request = new AbortController();
  const data = new FormData(form);
  data.set("check", "1");
  data.delete("save");
  // The key belongs to the one sending that saves
  data.delete("form_key");
  region().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, signal: request.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("findings");
    if (found) region().replaceChildren(...found.childNodes);
  } catch (error) {
    // A newer check replaced this one, or the network failed: the button still works
    if (error.name !== "AbortError") return;
  } finally {
    region().removeAttribute("aria-busy");
  }
};

form?.addEventListener("change", ({ target }) => {
  if (target.closest("#findings") || target.name?.startsWith("find_")) return;
  clearTimeout(timer);
  timer = setTimeout(check, SOON);
});

// A date that came with the address is checked when the page opens
const dated = ["starts", "starts_at_0"].some((name) => form?.elements[name]?.value);
if (dated && region()?.hasAttribute("data-unchecked")) check();
