// A dialog with its buttons; a failure is said in it, and it stays open.
import { el } from "../page/element.js";

export const dialogOf = (title, body, buttons) => {
  const heading = el("h2", { id: "wbm-dialog-title", textContent: title });
  const failure = el("p", { className: "wbm-failure", role: "alert" });
  const box = el("dialog", { className: "wbm-dialog", lang: "de", "aria-labelledby": "wbm-dialog-title" });
  const row = el("div", { className: "wbm-buttons" });
  const form = el("form", { method: "dialog", noValidate: true }, heading, ...body, failure, row);
  box.append(form);
  for (const { label, act, main } of buttons) {
    row.append(el("button", { type: main ? "submit" : "button", className: main ? "wbm-main" : "wbm-plain", textContent: label, onclick: async (event) => {
      event.preventDefault();
      failure.textContent = "";
      try {
        await act?.();
        box.close();
      } catch (error) {
        failure.textContent = error.message;
      }
    } }));
  }
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
};
