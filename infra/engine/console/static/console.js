// Keeps a page current: fetches it again and puts in the parts that changed.
// A part in which text is selected or a field has the focus is left alone.

const part = (root) => [...root.querySelectorAll("[data-live]")];
const seen = new Map(part(document).map((one) => [one.id, one.innerHTML]));

function replace(old, fresh) {
  const folds = [...old.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
  const scrolled = old.scrollTop;
  old.innerHTML = fresh.innerHTML;
  for (const [id, open] of folds) {
    const fold = document.getElementById(id);
    if (fold) fold.open = open;
  }
  old.scrollTop = scrolled;
}

function busy(element) {
  const selection = getSelection();
  return (
    element.contains(document.activeElement) ||
    (!selection.isCollapsed && element.contains(selection.anchorNode))
  );
}

function update(page) {
  for (const fresh of part(page)) {
    const old = document.getElementById(fresh.id);
    if (!old || seen.get(fresh.id) === fresh.innerHTML || busy(old)) continue;
    seen.set(fresh.id, fresh.innerHTML);
    replace(old, fresh);
  }
  document.title = page.title;
}

async function poll() {
  let more = true;
  const began = performance.now();
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok) update(page);
      more = answer.ok && page.body.hasAttribute("data-poll");
    } catch {
      // The engine is restarting; the next poll finds it again.
    }
  }
  // A long history takes the engine a while to show: ask at most a tenth of the time.
  if (more) setTimeout(poll, Math.max(1000, 10 * (performance.now() - began)));
}

if (document.body.hasAttribute("data-poll")) setTimeout(poll, 1000);
