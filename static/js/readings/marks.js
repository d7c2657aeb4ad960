// Marks the words of the fact that the pointer or the focus is on. Without this file the links lead to the words.
const showFact = (fact) => {
  if (!fact) return;
  for (const mark of document.querySelectorAll("mark.is-shown")) mark.classList.remove("is-shown");
  const marks = document.querySelectorAll(`mark[data-facts~="${fact.dataset.fact}"]`);
  for (const mark of marks) mark.classList.add("is-shown");
  const pages = document.querySelector(".annex-pages");
  if (!marks.length || !pages) return;
  const [first, box] = [marks[0].getBoundingClientRect(), pages.getBoundingClientRect()];
  if (first.top < box.top || first.bottom > box.bottom) pages.scrollTop += first.top - box.top - box.height / 3;
};

const show = (event) => showFact(event.target.closest?.("[data-fact]"));

document.addEventListener("pointerover", show);
document.addEventListener("focusin", show);
// After an item was saved, the text on the left goes on with the next one
const item = location.hash.match(/^#(?:read|problems)-([0-9]+)$/);
if (item) showFact(document.querySelector(`#read-${item[1]} [data-fact]`));
