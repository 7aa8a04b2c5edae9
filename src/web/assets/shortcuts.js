// Keys for officers. Which key leads where stands in the page, made from one table on the server.
'use strict';
document.addEventListener('keydown', (event) => {
  if (!event.ctrlKey || !event.altKey || event.shiftKey || event.metaKey || event.repeat) return;
  const all = document.querySelectorAll('#shortcuts [data-code]');
  const found = Array.from(all).find((one) => one.dataset.code === event.code);
  if (!found) return;
  const to = found.dataset.to;
  if (to.startsWith('#')) {
    const part = document.getElementById(to.slice(1));
    if (!part) return;
    event.preventDefault();
    part.tabIndex = -1;
    part.focus();
    return;
  }
  event.preventDefault();
  // Nothing that was typed is lost by a slip of the hand.
  const fields = document.querySelectorAll('main textarea, main input[type=text]');
  if (Array.from(fields).some((field) => field.value !== field.defaultValue)) return;
  location.assign(to);
});
