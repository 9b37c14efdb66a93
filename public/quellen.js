// The page of the sources (chat/web/templates/quellen.html.j2): adding, switching, reading anew, removing. What the
// server does is asked for again and again until it is done; without this script the page shows its list.
import { el } from "./page/element.js";

const PAUSE = 700; // milliseconds between two questions how far it is
const PHASES = {
  probing: "Wird geprüft: Lässt sich das lesen?",
  reading: "Wird gelesen.",
  embedding: "Abschnitte werden für die Suche vorbereitet.",
  indexing: "Der Suchindex wird gebaut.",
  switching: "Der Suchindex wird gebaut.",
  removing: "Wird entfernt.",
};
const STOPPABLE = new Set(["probing", "reading", "embedding"]);
const AWAY = "Der Server antwortet gerade nicht. Bitte gleich noch einmal versuchen.";
const of = (id) => document.getElementById(id);
let watched = 0; // number of the job whose end is waited for

const fail = (text) => (of("failure").textContent = text);

const ask = async (path, options = {}) => {
  const answer = await fetch(`/quellen/${path}`, { credentials: "same-origin", ...options }).catch(() => null);
  if (!answer) throw new Error(AWAY);
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(typeof said.detail === "string" ? said.detail : "Das hat nicht geklappt. Bitte die Seite neu laden.");
  return said;
};

const busy = (on) => document.querySelectorAll("#add button, #add input, #list button[data-act]").forEach((each) => (each.disabled = on));

const show = (state) => {
  of("job").hidden = state.number === 0;
  of("job-title").textContent = state.title;
  const counted = state.total ? ` ${state.done} von ${state.total}` : state.phase === "reading" && state.done ? ` ${state.done} bisher` : "";
  const phase = state.running ? (PHASES[state.phase] || "Es geht los.") + counted : "";
  if (of("job-phase").textContent !== phase) of("job-phase").textContent = phase;
  const bar = of("job-progress");
  bar.hidden = !state.running;
  if (state.total) [bar.max, bar.value] = [state.total, state.done];
  else bar.removeAttribute("value");
  of("job-stop").hidden = !state.running || !STOPPABLE.has(state.phase);
  busy(state.running);
  const end = state.outcome;
  of("job-result").textContent = end ? end.text : "";
  of("job-result").className = end && !end.ok ? "bad" : "";
  of("job-reasons").replaceChildren(...(end?.reasons || []).map((reason) => el("li", { textContent: reason })));
  of("job-documents").replaceChildren(...(end?.documents || []).map(([id, title]) =>
    el("li", {}, el("a", { href: `/quellen/dokument/${id.split("/").map(encodeURIComponent).join("/")}`, textContent: title }))));
};

// The list as the server has it now, in place of the old one; what was opened stays open.
const renewList = async () => {
  const answer = await fetch("/quellen", { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const opened = new Set([...document.querySelectorAll("#list section:has(details[open])")].map((each) => each.getAttribute("aria-label")));
  of("list").replaceWith(document.adoptNode(page.getElementById("list")));
  for (const each of document.querySelectorAll("#list section")) if (opened.has(each.getAttribute("aria-label"))) each.querySelector("details:last-of-type").open = true;
  reveal();
};

const watch = async (state) => {
  watched = state.number;
  let now = state;
  for (;;) {
    if (now.number === watched) show(now);
    if (!now.running) break;
    await new Promise((done) => setTimeout(done, PAUSE));
    now = await ask("stand").catch((error) => (fail(error.message), now));
  }
  await renewList();
};

const begin = async (path, options) => {
  fail("");
  busy(true);
  try {
    const state = await ask(path, { method: "POST", ...options });
    const ended = watch(state);
    of("job-title").focus();
    await ended;
  } catch (error) {
    busy(false);
    fail(error.message);
  }
};
const json = (data) => ({ headers: { "Content-Type": "application/json" }, body: JSON.stringify(data) });

const upload = (file) => {
  const asked = new URLSearchParams({ name: file.name, region: of("region").value });
  return begin(`datei?${asked}`, { headers: { "Content-Type": "application/octet-stream" }, body: file });
};

const act = (button) => {
  const { act: what, id, scope, on } = button.dataset;
  if (what === "entfernen" && !window.confirm(`„${id}“ mit allen Dokumenten entfernen? Abschalten lässt sich rückgängig machen, Entfernen nicht.`)) return;
  begin(what, json(what === "schalten" ? { id, scope, on: on === "1" } : { id }));
};

const reveal = () => document.querySelectorAll("#list button[data-act]").forEach((button) => (button.hidden = false));

const dropped = (event) => {
  event.preventDefault();
  of("drop").classList.remove("over");
  const files = event.dataTransfer?.files || [];
  if (files.length === 1) upload(files[0]);
  else if (files.length > 1) fail("Bitte eine Datei nach der anderen.");
};

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("button[data-act]");
  if (button && !button.disabled) act(button);
});
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault()); // else the browser leaves the page for the file
of("drop").addEventListener("dragover", () => of("drop").classList.add("over"));
of("drop").addEventListener("dragleave", () => of("drop").classList.remove("over"));
of("drop").addEventListener("drop", dropped);
of("choose").addEventListener("click", () => of("file").click());
of("file").addEventListener("change", () => {
  const [file] = of("file").files;
  if (file) upload(file);
  of("file").value = "";
});
of("address-form").addEventListener("submit", (event) => {
  event.preventDefault();
  begin("adresse", json({ address: of("address").value, region: of("region").value }));
});
of("job-stop").addEventListener("click", () => ask("abbrechen", { method: "POST", ...json({}) }).catch((error) => fail(error.message)));
of("add").hidden = false;
reveal();
ask("stand").then((state) => (state.running ? watch(state) : show(state)), (error) => fail(error.message));
