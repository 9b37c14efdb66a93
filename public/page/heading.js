// A heading and a short way to the input, before all else.
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
