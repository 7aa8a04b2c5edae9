// Keys for officers. Which key leads where stands in the page, made from one table on the server.
'use strict';
document.addEventListener('keydown', (event) => {
  if (!event.ctrlKey || !event.altKey || event.shiftKey || event.metaKey || event.repeat || event.isComposing) return;
  // Where something is typed, every key belongs to the field: on some layouts Ctrl and Alt together type a sign.
  if (event.target.closest('textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])')) return;
  const all = document.querySelectorAll('#shortcuts [data-code]');
  const to = Array.from(all).find((one) => one.dataset.code === event.code)?.dataset.to;
  if (!to) return;
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
  const fields = document.querySelectorAll('main textarea, main input:not([type=hidden])');
  if (Array.from(fields).some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked)) return;
  location.assign(to);
});
