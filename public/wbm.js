// What Chainlit's page lacks: marks [n] that open their place, their short forms, German names for its bare buttons.
(() => {
  'use strict';
  const MARK = 'a[href^="#fundstelle-"]';
  let opener = null;

  const numberOf = (mark) => Number(mark.getAttribute('href').slice('#fundstelle-'.length));
  const placesOf = (mark) => mark.closest('.message-content')?.querySelector('.wbm-places');

  // -- marks open the side panel, and get the focus back

  document.addEventListener('click', (event) => {
    const mark = event.target.closest?.(MARK);
    if (!mark) return;
    event.preventDefault();
    hideTip();
    opener = mark;
    placesOf(mark)?.dispatchEvent(new CustomEvent('wbm:open', { detail: numberOf(mark) }));
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hideTip();
    if (event.key !== ' ' || !event.target.matches?.(MARK)) return;
    event.preventDefault();
    event.target.click();
  });
  document.addEventListener('wbm:closed', () => {
    const back = opener;
    setTimeout(() => {
      const free = !document.activeElement || document.activeElement === document.body;
      if (free && !document.querySelector('.wbm-place') && back?.isConnected) back.focus({ preventScroll: true });
    });
  });

  // -- the short form of a place, where a mark is pointed at, focused or touched

  const tip = document.createElement('div');
  tip.id = 'wbm-tip';
  tip.setAttribute('aria-hidden', 'true'); // the mark itself bears the name
  tip.hidden = true;

  function showTip(mark) {
    const label = mark.dataset.label;
    if (!label) return;
    tip.textContent = label;
    tip.hidden = false;
    if (!tip.isConnected) document.body.append(tip);
    const at = mark.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left + at.width / 2 - own.width / 2, document.documentElement.clientWidth - own.width - 8));
    const above = at.top - own.height - 6;
    tip.style.left = `${left}px`;
    tip.style.top = `${above < 8 ? at.bottom + 6 : above}px`;
  }
  function hideTip() {
    tip.hidden = true;
  }
  for (const [on, off] of [['pointerover', 'pointerout'], ['focusin', 'focusout']]) {
    document.addEventListener(on, (event) => {
      const mark = event.target.closest?.(MARK);
      if (mark) showTip(mark);
    });
    document.addEventListener(off, (event) => {
      if (event.target.closest?.(MARK)) hideTip();
    });
  }
  document.addEventListener('scroll', hideTip, true);

  // -- names

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
    root.querySelector('#upload-button[role]')?.removeAttribute('role');
    root.querySelector('#root [data-panel-group] > [data-panel]')?.setAttribute('role', 'main');
    for (const image of root.querySelectorAll('img[alt="logo"]')) image.alt = 'WBM-Assistent';
    for (const image of root.querySelectorAll('img[alt="Image"], img[alt^="Avatar for"]')) image.alt = '';
    for (const quote of root.querySelectorAll('.message-content .prose > blockquote:not(.wbm-warning)'))
      if (quote.textContent.trim().startsWith('⚠️')) {
        quote.classList.add('wbm-warning');
        quote.setAttribute('role', 'note');
        label(quote, 'Warnung');
      }
  }
  function label(node, words) {
    if (words && node.getAttribute('aria-label') !== words) node.setAttribute('aria-label', words);
  }

  function name(root) {
    nameBare(root);
    for (const [selector, words] of NAMES)
      for (const node of root.querySelectorAll(selector)) label(node, words);
    for (const places of root.querySelectorAll('.wbm-places')) nameMarks(places.closest('.message-content'), JSON.parse(places.dataset.labels));
  }
  function nameMarks(content, labels) {
    for (const mark of content?.querySelectorAll(MARK) ?? []) {
      const label = labels[numberOf(mark)];
      if (!label || mark.dataset.label === label) continue;
      mark.dataset.label = label;
      mark.setAttribute('aria-label', `Fundstelle ${numberOf(mark)}: ${label}`);
      mark.setAttribute('role', 'button');
      mark.removeAttribute('target');
    }
  }

  // -- a heading and a short way to the input, before all else

  const top = document.createElement('header');
  top.className = 'wbm-top';
  const title = document.createElement('h1');
  title.textContent = 'WBM-Assistent';
  const skip = document.createElement('a');
  skip.href = '#chat-input';
  skip.textContent = 'Zur Frage springen';
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    document.querySelector('#chat-input')?.focus();
  });
  top.append(title, skip);
  document.body.prepend(top);

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      name(document);
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
  name(document);
})();
