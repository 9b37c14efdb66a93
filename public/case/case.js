// The case above the input: chips, and a form of all facts.
import { onChange } from "../page/changes.js";
import { el } from "../page/element.js";
import { onMessage } from "../page/said.js";
import { dialogOf } from "./dialog.js";
import { changedIn, fieldOf } from "./fields.js";
import { atStakeNow } from "./leaving.js";
import { download, ofSession, post } from "./server.js";

let known = false; // whether the server has said which session this is
let stored = true;
let state = { chips: [], facts: {} };

const change = async (facts) => {
  state = await post("aendern", { facts });
  changedHere("Der Fall ist geändert.");
};

const changedHere = (words) => {
  render();
  say(words);
  document.dispatchEvent(new CustomEvent("wbm:fall", { detail: state }));
};

onMessage("fall", (data) => {
  ofSession(String(data.session));
  known = true;
  stored = data.stored === true;
  state = { chips: data.chips, facts: data.facts };
  render();
});

// -- chips

const live = el("p", { className: "wbm-unseen", role: "status" });
const list = el("ul", { className: "wbm-chips" });
const more = el("button", { type: "button", className: "wbm-chip-more", onclick: () => openForm() });
const clear = el("button", { type: "button", className: "wbm-chip-more", textContent: "Leeren", onclick: () => askToClear() });
const title = el("span", { className: "wbm-fall-title", textContent: "Fall" });
const bar = el("section", { id: "wbm-fall", lang: "de", "aria-label": "Fall" }, title, more, clear, list, live);

const say = (words) => {
  live.textContent = "";
  setTimeout(() => (live.textContent = words), 50);
};

const toldOf = (chip) => el("span", { className: "wbm-chip-edit", "data-fact": chip.id, textContent: chip.short }); // told anew in the chat

const chipOf = (chip) =>
  el("li", { className: "wbm-chip" },
    chip.field === null ? toldOf(chip) : el("button", { type: "button", className: "wbm-chip-edit", "data-fact": chip.id, textContent: chip.short, title: chip.read_from ? `${chip.text} (gelesen aus: „${chip.read_from}“)` : chip.text, "aria-label": `${chip.text}, ändern`, onclick: () => openFact(chip) }),
    el("button", { type: "button", className: "wbm-chip-remove", "aria-label": `${chip.text}, entfernen`, textContent: "×", onclick: () => remove(chip) }));

const remove = async (chip) => {
  try {
    await change({ [chip.id]: "" });
    more.focus();
  } catch (error) {
    say(error.message);
  }
};

function render() {
  const at = document.activeElement?.dataset?.fact;
  list.replaceChildren(...state.chips.map(chipOf));
  title.hidden = list.hidden = clear.hidden = state.chips.length === 0;
  more.textContent = state.chips.length ? "Angaben ergänzen" : "Fall angeben";
  if (at) [...list.querySelectorAll("[data-fact]")].find((node) => node.dataset.fact === at)?.focus();
  atStakeNow(stored, state.chips.length > 0);
  place();
}

// Chainlit builds its input anew now and then; the bar goes along.
function place() {
  const composer = document.getElementById("message-composer");
  if (known && composer && composer.previousElementSibling !== bar) composer.before(bar);
}
onChange(place);

// -- dialogs

const lastCard = () => [...document.querySelectorAll(".wbm-card")].pop();

function openFact(chip) {
  const field = fieldOf(chip.field);
  const control = field.querySelector("select, input");
  const asked = () => ({ [chip.id]: control.value });
  const try_ = { label: "Nur ausprobieren", act: () => lastCard().dispatchEvent(new CustomEvent("wbm:was-waere-wenn", { detail: asked() })) };
  const box = dialogOf("Angabe ändern", [field], [
    { label: "Übernehmen", main: true, act: () => change(asked()) },
    ...(lastCard() ? [try_] : []),
    { label: "Entfernen", act: () => change({ [chip.id]: "" }) },
    { label: "Abbrechen" },
  ]);
  control.focus();
  box.addEventListener("close", () => back(chip.id));
}

const back = (fact) => ([...list.querySelectorAll("[data-fact]")].find((node) => node.dataset.fact === fact) || more).focus();

let opening = false; // one form, however often it is pressed

async function openForm() {
  if (opening) return;
  opening = true;
  try {
    showForm((await post("angaben")).groups);
  } catch (error) {
    dialogOf("Angaben zum Fall", [el("p", { textContent: error.message })], [{ label: "Schließen" }]);
  } finally {
    opening = false;
  }
}

function showForm(told) {
  const groups = told.map((group) => {
    const first = group.fields.filter((field) => field.matters);
    const rest = group.fields.filter((field) => !field.matters);
    const further = rest.length ? [el("details", {}, el("summary", { textContent: `Weitere Angaben (${rest.length})` }), el("div", { className: "wbm-fields" }, ...rest.map(fieldOf)))] : [];
    return el("fieldset", {}, el("legend", { textContent: group.title }), el("div", { className: "wbm-fields" }, ...first.map(fieldOf)), ...further);
  });
  const note = el("p", { className: "wbm-hint", textContent: "Was Sie nicht wissen, lassen Sie leer. Bitte keine Namen eingeben." });
  const box = dialogOf("Angaben zum Fall", [note, el("div", { className: "wbm-groups" }, ...groups)], [
    { label: "Übernehmen", main: true, act: async () => {
      const facts = changedIn(box);
      if (Object.keys(facts).length) await change(facts);
    } },
    { label: "Abbrechen" },
  ]);
  box.querySelector("select, input")?.focus();
  box.addEventListener("close", () => more.focus());
}

function askToClear() {
  const box = dialogOf("Den ganzen Fall leeren?", [el("p", { textContent: "Alle Angaben werden entfernt. Das Gespräch bleibt stehen." })], [
    { label: "Leeren", main: true, act: async () => {
      state = await post("leeren");
      changedHere("Der Fall ist leer.");
    } },
    { label: "Abbrechen" },
  ]);
  box.addEventListener("close", () => more.focus());
}

window.wbm = { post, download, change };
