// The one observer of the page: Chainlit builds its parts anew whenever it likes, and whoever has to follow says so here.
const each = []; // at once, for every batch of changes
const drawn = []; // once a frame, for what only has to be right when people look

// Calls `act` after each change of the page, and once now.
export const onChange = (act) => {
  each.push(act);
  act();
};

// Calls `act` before the next frame after changes of the page, and once now.
export const onFrame = (act) => {
  drawn.push(act);
  act();
};

let waiting = false;
new MutationObserver(() => {
  for (const act of each) act();
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    for (const act of drawn) act();
  });
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] });
