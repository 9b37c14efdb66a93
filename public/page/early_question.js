// A question that is sent before the socket is open. Chainlit ignores the Enter key until then, and builds its page a second
// time once it knows the profile, so that what was typed is lost. Here both are remembered and made up for.
import { onChange } from "./changes.js";

let typed = ""; // what stands in the input
let wanted = ""; // what was to be sent and could not be
let field = null;

const input = () => document.getElementById("chat-input");
const button = () => document.getElementById("chat-submit");

const fill = (box, text) => {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
};

document.addEventListener("input", (event) => {
  if (event.target.id !== "chat-input") return;
  typed = event.target.value;
  if (wanted && typed !== wanted) wanted = ""; // who goes on writing does not want to send yet
}, true);

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "chat-input" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  const send = button();
  if (event.target.value.trim() && (!send || send.disabled) && !document.getElementById("stop-button")) {
    event.preventDefault();
    event.stopPropagation();
    wanted = event.target.value;
  }
}, true);

const makeUp = () => {
  const box = input();
  if (!box) return;
  if (box !== field) {
    const rebuilt = field !== null && !field.isConnected;
    field = box;
    if (rebuilt && typed && !box.value && !document.querySelector("[data-step-type]")) {
      fill(box, typed);
      box.focus();
    }
  }
  const send = button();
  if (wanted && send && !send.disabled && box.value === wanted) {
    wanted = "";
    typed = "";
    send.click();
  }
};
onChange(makeUp);
