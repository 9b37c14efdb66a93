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
      if (!document.querySelector('.wbm-place') && back?.isConnected) back.focus({ preventScroll: true });
    }, 60);
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

  function name(root) {
    for (const [selector, label] of NAMES)
      for (const node of root.querySelectorAll(selector)) if (node.getAttribute('aria-label') !== label) node.setAttribute('aria-label', label);
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
