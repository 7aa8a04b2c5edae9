// The tools themselves: a good page passes, and each kind of bad page is really caught.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { complaint, fill, fillAndContinue, has, press, submit } from './form.mjs';
import { accessibility, markup } from './inspect.mjs';

const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'";
const page = (main, head = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Page</title><link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/style.css">${head}</head>
<body><main><h1>Page</h1>${main}</main></body></html>`;

const steps = (form) => {
  if (form.get('go') === 'send') return page(`<p>Sent ${form.get('what')}, ${form.getAll('unit').join('+')}</p>`);
  const keep = ['kind', 'what', 'unit'].flatMap((name) => form.getAll(name).map((value) => `<input type="hidden" name="${name}" value="${value}">`)).join('');
  if (!form.get('kind')) return page(`<form method="post"><fieldset><legend>Kind</legend><input type="radio" name="kind" value="a" id="a"><label for="a">An apple</label><input type="radio" name="kind" value="b" id="b"><label for="b">A bean</label></fieldset><button name="go" value="next">Next</button></form>`);
  if (!form.get('what')) {
    const wrong = form.has('what') ? '<div role="alert">Write something</div>' : '';
    return page(`${wrong}<form method="post">${keep}<label for="w">What</label><textarea id="w" name="what"></textarea><details><summary>Units</summary><input type="checkbox" name="unit" value="1" id="u1"><label for="u1">Roads</label><input type="checkbox" name="unit" value="2" id="u2"><label for="u2">Money</label></details><button name="go" value="back">Back</button><button name="go" value="next">Next</button></form>`);
  }
  return page(`<p>${form.get('kind')}</p><form method="post">${keep}<button name="go" value="edit:what">Edit</button><button name="go" value="send">Send</button></form>`);
};

const PAGES = {
  '/good': page('<p>สวัสดี ปั้นน้ำ</p><form method="post" action="/steps"><label for="n">Name</label><input id="n" name="n"><button>Go</button></form>'),
  '/unlabelled': page('<form method="post" action="/steps"><input name="n"><button>Go</button></form>'),
  '/wide': page('<div class="wide">wide</div>'),
  '/no-viewport': page('').replace(/<meta name="viewport"[^>]*>/, ''),
  '/third-party': page('<img src="http://third-party.invalid/x.png" alt="">'),
  '/inline-style': page('<p style="color:red">red</p>'),
  '/script': page('', '<script>document.title = "script";</script>'),
  '/lost-picture': page('<img src="/lost.png" alt="">'),
  '/bad-markup': page('<p id="x">a</p><p id="x">b</p>'),
  '/form': steps(new URLSearchParams()),
  '/leave': page('<a href="/exit">Leave</a>'),
};

let server;
let origin;
let browser;

before(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://here');
    const policy = pathname === '/third-party' ? 'default-src *' : POLICY;
      const send = (status, type, body) => {
      response.writeHead(status, { 'content-type': type, 'content-security-policy': policy, 'set-cookie': '__Host-seen=1; Path=/; Secure; HttpOnly; SameSite=Strict' });
      response.end(body);
    };
    if (pathname === '/icon.svg') return send(200, 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    if (pathname === '/style.css') return send(200, 'text/css', '.wide { width: 500px } body { font-size: 18px }');
    if (pathname === '/exit') {
      response.writeHead(303, { location: 'https://elsewhere.invalid/', 'clear-site-data': '"cookies"' });
      return response.end();
    }
    if (request.method === 'POST') {
      let body = '';
      request.on('data', (piece) => { body += piece; });
      return request.on('end', () => send(200, 'text/html; charset=utf-8', steps(new URLSearchParams(body))));
    }
    const found = PAGES[pathname];
    return send(found ? 200 : 404, 'text/html; charset=utf-8', found ?? page('lost'));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await Browser.launch();
});

after(async () => {
  await browser?.close();
  server?.close();
});

async function faultsOf(path, options) {
  const visitor = await browser.visitor(origin, { width: 320, ...options });
  try {
    await visitor.open(path);
    return visitor.faults.join('\n');
  } finally {
    await visitor.close();
  }
}

for (const javascript of [false, true]) {
  test(`a good page has no fault, JavaScript ${javascript ? 'on' : 'off'}`, async () => {
    assert.equal(await faultsOf('/good', { javascript }), '');
  });
}

test('a request that leaves the origin is a fault', async () => {
  assert.match(await faultsOf('/third-party'), /left the origin: http:\/\/third-party\.invalid/);
});

test('a page wider than the screen is a fault', async () => {
  assert.match(await faultsOf('/wide'), /wider than the 320 px screen.*class="wide"/);
});

test('a page that phones would shrink is a fault', async () => {
  assert.match(await faultsOf('/no-viewport'), /no viewport/);
});

test('an inline style breaks the policy and is a fault', async () => {
  assert.match(await faultsOf('/inline-style'), /Content Security Policy|ContentSecurityPolicyIssue/);
});

test('an inline script breaks the policy and is a fault', async () => {
  assert.match(await faultsOf('/script', { javascript: true }), /Content Security Policy|ContentSecurityPolicyIssue/);
});

test('a picture that is not there is a fault', async () => {
  assert.match(await faultsOf('/lost-picture'), /404 for .*lost\.png/);
});

test('faults make a check fail, and are told once', async () => {
  const visitor = await browser.visitor(origin);
  await visitor.open('/lost-picture');
  assert.throws(() => visitor.check(), /lost\.png/);
  visitor.check();
  await visitor.close();
});

test('axe-core passes a good page and finds a missing label under the strict policy', async () => {
  const visitor = await browser.visitor(origin);
  await visitor.open('/good');
  assert.deepEqual(await accessibility(visitor), []);
  await visitor.open('/unlabelled');
  assert.match((await accessibility(visitor)).join('\n'), /^label: /m);
  visitor.check();
  await visitor.close();
});

test('the markup checker passes a good page and finds a doubled id', async () => {
  const visitor = await browser.visitor(origin);
  await visitor.open('/good');
  const good = await visitor.source();
  await visitor.open('/bad-markup');
  const bad = await visitor.source();
  assert.deepEqual(await markup([['good', good]]), []);
  assert.match((await markup([['good', good], ['bad', bad]])).join('\n'), /^bad, line \d+: Duplicate ID/);
  await visitor.close();
});

for (const javascript of [false, true]) {
  test(`a form of several steps is filled in to its end, JavaScript ${javascript ? 'on' : 'off'}`, async () => {
    const visitor = await browser.visitor(origin, { javascript });
    await visitor.open('/form');
    const values = { kind: { label: 'bean' }, what: 'น้ำท่วม', unit: ['1', { label: 'Money' }] };
    await fillAndContinue(visitor, values, (one) => has(one, 'button[value="send"]'));
    await press(visitor, 'send');
    assert.equal(await visitor.text(), 'Page Sent น้ำท่วม, 1+2');
    visitor.check();
    await visitor.close();
  });
}

test('a complaint of the page, a field never asked for and a choice not offered stop the filling', async () => {
  const visitor = await browser.visitor(origin);
  const sent = (one) => has(one, 'button[value="send"]');
  await visitor.open('/form');
  await assert.rejects(fillAndContinue(visitor, { kind: 'a', what: '' }, sent), /Write something/);
  assert.equal(await complaint(visitor), 'Write something');
  await visitor.open('/form');
  await assert.rejects(fillAndContinue(visitor, { kind: 'a', what: 'x', other: 'y' }, sent), /never asked for other/);
  await visitor.open('/form');
  await assert.rejects(fill(visitor, { kind: 'c' }), /kind has no "c", only a \(An apple\); b \(A bean\)/);
  await assert.rejects(submit(visitor, { kind: 'a', absent: '1' }), /no field absent/);
  await visitor.close();
});

test('leaving at once tells where to and takes the cookies along', async () => {
  const visitor = await browser.visitor(origin);
  await visitor.open('/leave');
  assert.equal((await visitor.context.cookies()).length, 1);
  assert.equal(await visitor.leaveBy(() => visitor.page.click('a')), 'https://elsewhere.invalid/');
  assert.equal((await visitor.context.cookies()).length, 0);
  await visitor.close();
});
