// What the page says by the way, for all to read and for screen readers.
import { onFrame } from "./changes.js";

const SHOWN = 8000; // milliseconds: time enough to look there
const GAP = 8; // pixels between it and what it stands above
let timer = 0;

export const say = (text, shown = SHOWN) => {
  let box = document.getElementById("wbm-status");
  if (!box) {
    box = Object.assign(document.createElement("div"), { id: "wbm-status" });
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  if (box.textContent !== text) box.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => (box.textContent = ""), shown);
};

// Above the case and the input, which grow with what is told while it is shown: nothing that can be pressed is covered.
onFrame(() => {
  const box = document.getElementById("wbm-status");
  const below = ["wbm-fall", "message-composer"].map((id) => document.getElementById(id)).find((part) => part?.offsetParent);
  if (box?.textContent) box.style.bottom = below ? `${innerHeight - below.getBoundingClientRect().top + GAP}px` : "";
});

// Messages of the server's to this page (chainlit's `send_window_message`), by what they are.
export const onMessage = (kind, act) =>
  window.addEventListener("message", (event) => {
    if (event.source === window && event.origin === location.origin && event.data?.wbm === kind) act(event.data);
  });
