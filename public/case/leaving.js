// The question before a conversation that nobody keeps is thrown away.
import { dialogOf } from "./dialog.js";
import { el } from "../page/element.js";

let stored = true; // until the server says that nobody keeps this chat
let told = false; // whether there is a case

// What is at stake: whether the chat is stored, whether a case was told.
export const atStakeNow = (isStored, hasCase) => {
  stored = isStored;
  told = hasCase;
};

let sure = false;
const atStake = () => !stored && !sure && (document.querySelector("[data-step-type='user_message']") !== null || told);

window.addEventListener("beforeunload", (event) => {
  if (atStake()) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#new-chat-button");
  if (!button || !atStake()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const words = "Ohne Anmeldung wird nichts aufbewahrt: Das Gespräch und der Fall gehen verloren. Was Sie behalten wollen, sichern Sie vorher als Protokoll.";
  dialogOf("Neuen Chat beginnen?", [el("p", { textContent: words })], [
    { label: "Verwerfen und neu beginnen", act: () => {
      sure = true;
      button.click();
      sure = false;
    } },
    { label: "Hier bleiben", main: true },
  ]);
}, true);
