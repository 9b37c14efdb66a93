// German names and right roles for Chainlit's bare buttons and parts.
import { onFrame } from "./changes.js";
import { label } from "./label.js";

const NAMES = [
  ['#side-view-title > button', 'Fundstelle schließen'],
  ['#chat-submit', 'Frage senden'],
  ['#stop-button', 'Antwort abbrechen'],
  ['#upload-button', 'Dokument anhängen (PDF oder DOCX)'],
  ['#new-chat-button', 'Neuer Chat'],
  ['#theme-toggle', 'Helles oder dunkles Design'],
  ['#user-nav-button', 'Konto und Abmelden'],
  ['#chat-settings-open-modal', 'Einstellungen dieses Chats'],
  ['#chat-settings-header-button', 'Einstellungen dieses Chats'],
  ['#sidebar-trigger-button', 'Liste der Chats ein- oder ausblenden'],
  ['#search-chats-button', 'Chats durchsuchen'],
  ['#password ~ button', 'Passwort zeigen oder verbergen'],
  ['button.positive-feedback-off', 'Hilfreich'],
  ['button.positive-feedback-on', 'Hilfreich, so bewertet'],
  ['button.negative-feedback-off', 'Nicht hilfreich'],
  ['button.negative-feedback-on', 'Nicht hilfreich, so bewertet'],
];

// What sits in Chainlit's markup without an id: found by its neighbours.
function nameBare(root) {
  for (const icon of root.querySelectorAll('button:not([aria-label]) > svg.lucide-copy, button:not([aria-label]) > svg.lucide-check'))
    label(icon.parentElement, 'Antwort kopieren');
  for (const icon of root.querySelectorAll('button:not([aria-label]) > svg.lucide-arrow-down')) label(icon.parentElement, 'Zum Ende des Gesprächs');
  for (const pdf of root.querySelectorAll('.side-pdf')) {
    const words = ['Vorherige Seite', 'Nächste Seite', 'Kleiner', 'Größer', 'In neuem Fenster öffnen und drucken', 'PDF herunterladen'];
    pdf.querySelectorAll(':scope > div:first-child :is(button, a)').forEach((node, i) => {
      label(node, words[i]);
      node.removeAttribute('title');
    });
    const sheet = pdf.querySelector(':scope > div:last-child');
    if (sheet && !sheet.hasAttribute('tabindex')) {
      sheet.tabIndex = 0;
      sheet.setAttribute('role', 'region');
      label(sheet, 'Seite des PDF');
    }
  }
  for (const handle of root.querySelectorAll('[data-resize-handle]')) {
    handle.removeAttribute('aria-controls'); // names an element that is not there
    label(handle, 'Breite der Fundstelle');
  }
  for (const dialog of root.querySelectorAll('[role="dialog"]:has(#side-view-content)')) {
    dialog.removeAttribute('aria-labelledby'); // so does this
    label(dialog, dialog.querySelector('#side-view-title')?.textContent || 'Fundstelle');
  }
  for (const closing of root.querySelectorAll('[role="dialog"] > button > .sr-only')) if (closing.textContent === 'Close') label(closing.parentElement, 'Schließen');
  for (const profile of root.querySelectorAll('button[role="combobox"]')) if (!profile.closest('[role="dialog"]')) label(profile, `Profil: ${profile.textContent.trim()}`);
  root.querySelector('#upload-button[role]')?.removeAttribute('role');
  if (!root.querySelector('main')) root.querySelector('#root [data-panel-group] > [data-panel], #root > .grid')?.setAttribute('role', 'main');
  for (const list of root.querySelectorAll('ul[data-sidebar="menu"]:has(> div)')) list.setAttribute('role', 'group'); // its items are in lists further down
  for (const options of root.querySelectorAll('#thread-options')) {
    // A menu inside a button inside a link: the link opens the chat, the menu gets a button's rights, the one between steps back.
    options.setAttribute('role', 'button');
    options.tabIndex = 0;
    label(options, 'Chat umbenennen oder löschen');
    const between = options.closest('button');
    between?.setAttribute('role', 'link');
    if (between) between.tabIndex = -1;
  }
  for (const image of root.querySelectorAll('img[alt="logo"]')) image.alt = 'WBM-Assistent';
  for (const image of root.querySelectorAll('img[alt="Image"], img[alt^="Avatar for"]')) image.alt = '';
}

onFrame(() => {
  nameBare(document);
  for (const [selector, words] of NAMES)
    for (const node of document.querySelectorAll(selector)) label(node, words);
});
