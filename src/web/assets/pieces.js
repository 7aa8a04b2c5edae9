// Sends files in pieces, so that a connection that breaks costs a moment and not the whole file. Without this script the
// form sends them at once. Nothing is kept in the browser: it goes on for as long as the page is open.
'use strict';
for (const place of document.querySelectorAll('[data-pieces]')) {
  const form = place.closest('form');
  const words = place.dataset;
  const inputs = Array.from(form.querySelectorAll('input[type=file]'));
  const PIECE = 4 << 20;
  const SILENCE = 30000;
  let sending = false;

  const box = document.createElement('div');
  const said = document.createElement('p');
  const line = document.createElement('p');
  const bar = document.createElement('progress');
  const button = document.createElement('button');
  box.className = 'note';
  said.setAttribute('role', 'status');
  bar.setAttribute('aria-label', words.progress);
  line.className = 'step';
  line.append(bar);
  button.type = 'button';
  button.className = 'btn quiet wide-s';
  button.textContent = words.goOn;
  button.hidden = true;
  box.append(said, line, button);

  const say = (text, file) => {
    const sentence = file ? text.replace('{name}', file.name) : text;
    if (said.textContent !== sentence) said.textContent = sentence;
  };

  // One piece, or without bytes a question. Nothing when the connection broke.
  const post = (file, id, offset, bytes) => new Promise((resolve) => {
    const data = new FormData();
    for (const name of words.carries.split(' ')) data.append(name, form.elements[name].value);
    const fields = { upload: id, name: file.name, size: file.size, offset };
    for (const name of Object.keys(fields)) data.append(name, fields[name]);
    if (bytes) data.append('files', bytes, 'piece');
    const request = new XMLHttpRequest();
    let silence;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE);
    };
    request.upload.onprogress = (event) => {
      heard();
      if (bytes) bar.value = Math.min(offset + event.loaded, file.size);
    };
    request.onloadend = () => {
      clearTimeout(silence);
      resolve([0, 400, 503].includes(request.status) ? null : request);
    };
    request.open('POST', words.pieces);
    heard();
    request.send(data);
  });

  // A while, the connection coming back, or the button: whichever is first.
  const wait = (seconds) => new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener('online', go);
      button.removeEventListener('click', go);
      button.hidden = true;
      resolve();
    };
    const timer = setTimeout(go, seconds * 1000);
    addEventListener('online', go);
    button.addEventListener('click', go);
    button.hidden = false;
  });

  // The id under which the service holds the whole file; nothing when it is not taken.
  const send = async (file) => {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    let at = 0;
    let pause = 1;
    let lost = 0;
    let asking = false;
    bar.max = file.size;
    say(words.sending, file);
    for (;;) {
      const end = Math.min(at + PIECE, file.size);
      const request = await post(file, id, at, asking || at === end ? null : file.slice(at, end));
      if (request === null) {
        say(words.broken, file);
        await wait(pause);
        pause = Math.min(pause * 2, 30);
        asking = true;
        continue;
      }
      if (request.status !== 200) throw new Error('at once');
      const answer = JSON.parse(request.responseText);
      if (answer.at_once) throw new Error('at once');
      if (answer.refused) {
        say(answer.refused);
        return null;
      }
      if (answer.held < at) {
        // Whoever loses it again and again will not keep it now.
        lost += 1;
        if (lost > 2) throw new Error('at once');
        say(words.again, file);
      } else if (asking) say(words.sending, file);
      if (answer.held > at) pause = 1;
      asking = false;
      at = answer.held;
      bar.value = at;
      if (at === file.size) return id;
    }
  };

  const clear = () => {
    sending = false;
    for (const input of inputs) input.disabled = false;
    for (const old of form.querySelectorAll('input[name=sent]')) old.remove();
    box.remove();
  };

  form.addEventListener('submit', async (event) => {
    const files = inputs.flatMap((input) => Array.from(input.files));
    if (files.length === 0) return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    place.after(box);
    line.hidden = false;
    const ids = [];
    try {
      for (const file of files) {
        const id = await send(file);
        if (id === null) {
          line.hidden = true;
          sending = false;
          return;
        }
        ids.push(id);
      }
    } catch {
      // The form as it is: its answer is a page that says what is the matter.
      form.submit();
      return;
    }
    say(words.checking);
    bar.removeAttribute('value');
    for (const id of ids) {
      const field = document.createElement('input');
      field.type = 'hidden';
      field.name = 'sent';
      field.value = id;
      form.append(field);
    }
    for (const input of inputs) input.disabled = true;
    form.submit();
  });
  // A page that comes back from the history is ready again.
  addEventListener('pageshow', (event) => { if (event.persisted) clear(); });
}
