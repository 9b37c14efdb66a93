// The clipboard. The server hands the text over; the page says whether it could be copied.
import { onMessage, say } from "./said.js";

const copyByHand = (text) => {
  const box = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  box.style.position = "fixed";
  box.style.opacity = "0";
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy"); // for pages without TLS, where the clipboard API is missing
  box.remove();
  return done;
};

onMessage("kopieren", async (data) => {
  const text = String(data.text);
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    done = copyByHand(text);
  }
  say(done ? String(data.said || "Mit Fundstellen kopiert.") : "Kopieren ist in diesem Browser nicht erlaubt. Bitte den Text markieren und selbst kopieren.");
});

// What Chainlit's own button copies is Markdown: people get the words.
const write = navigator.clipboard?.write?.bind(navigator.clipboard);
const words = (markdown) =>
  markdown
    .replace(/\[(\\\[\d+\\\])\]\(#fundstelle-\d+\)/g, '$1')
    .replace(/^\[[^\]\n]*\]\(#wortlaut\)\n*/gm, '')
    .replace(/\\([\\`*_{}[\]<>#|!~:])|\*{1,2}/g, '$1')
    .replace(/^> ?/gm, '')
    .replace(/&amp;/g, '&');
if (write)
  navigator.clipboard.write = async (items) => {
    const kinds = await Promise.all(items[0].types.map(async (type) => [type, await items[0].getType(type)]));
    const changed = kinds.map(async ([type, blob]) => [type, type === 'text/plain' ? new Blob([words(await blob.text())], { type }) : blob]);
    return write([new ClipboardItem(Object.fromEntries(await Promise.all(changed)))]);
  };
