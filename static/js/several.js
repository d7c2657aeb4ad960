// Ticking rows of the project list: all of a page, ranges with Shift, and the number of ticks. Without this file the boxes
// and the buttons work as they are.
const TICK = "table[data-rows] input[name=tick]";

const ticks = () => [...document.querySelectorAll(TICK)];

let last = null;

const tell = () => {
  const bar = document.querySelector(".several-bar");
  if (!bar) return;
  const [boxes, all] = [ticks(), bar.querySelector("[data-tick-all]")];
  const number = boxes.filter((box) => box.checked).length;
  all.hidden = false;
  const box = all.querySelector("input");
  box.checked = number > 0 && number === boxes.length;
  box.indeterminate = number > 0 && number < boxes.length;
  const told = bar.querySelector("[data-ticked]");
  told.textContent = number ? `${told.dataset.ticked} ${number}` : "";
};

const tickRange = (box) => {
  const boxes = ticks();
  const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
  for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
};

// A click by the space bar, or by a key of rows.js, says whether Shift is down, as one by the mouse does
document.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches?.(TICK)) return;
  if (event.shiftKey && last?.isConnected && last !== box) tickRange(box);
  last = box;
  tell();
});

// With Shift, a click on the list would select its text
document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest?.(".tick-cell")) event.preventDefault();
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-tick-all] input")) return;
  for (const box of ticks()) box.checked = target.checked;
  tell();
});

// Going back shows the ticks that the browser kept
addEventListener("pageshow", tell);
document.addEventListener("oversigt:shown", tell);
tell();
