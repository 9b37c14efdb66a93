// What a button under an answer brings comes at the end of the chat, perhaps far below: go there.
import { onChange } from "./changes.js";

let before = -1; // how many answers there were when a button was pressed
const said = () => document.querySelectorAll("[data-step-type='assistant_message']");

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-step-type='assistant_message'] button")) before = said().length;
}, true);

onChange(() => {
  const now = said();
  if (before < 0 || now.length <= before) return;
  before = -1;
  now[now.length - 1].scrollIntoView({ block: "start" });
});
