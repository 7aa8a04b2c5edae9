// The story as people live it: a citizen reports, officers handle, the citizen sees the outcome.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { complaint, fill, has, press, proceed, submit } from './form.mjs';
import { CODE, DEMONSTRATION, NOT_A_PAGE, TALK, addresses, closing, report, sloppy } from './product.mjs';
import { demo } from './service.mjs';
import { act, answer, answerQuestions, confirm, crawl, findCase, lastGroup, move, oneTimeCode, openDeed, receipt, send, signIn, track } from './story.mjs';

const WALKS = [
  ['th', false, sloppy.thaiDigits],
  ['th', true, sloppy.thaiKeyboard],
  ['en', false, sloppy.lowerCase],
  ['en', true, sloppy.unbroken],
];

let browser;
let service;

before(async () => {
  browser = await Browser.launch();
  service = await demo();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** Officers in whose list the case stands, each signed in. */
async function readersOf(number, at) {
  const readers = [];
  for (const officer of service.officers) {
    const visitor = await browser.visitor(service.origin, { name: officer.login, width: 1280 });
    await signIn(visitor, at, officer);
    const address = await findCase(visitor, at, number);
    if (address) readers.push({ officer, visitor, address });
    else await visitor.close();
  }
  return readers;
}

async function leave(...visitors) {
  for (const visitor of visitors) {
    visitor.check();
    await visitor.close();
  }
}

for (const [language, javascript, typed] of WALKS) {
  const how = `${language}, JavaScript ${javascript ? 'on' : 'off'}`;
  test(`a report is sent, asked about, answered and closed (${how})`, async () => {
    const at = addresses(service.agency, language);
    const talk = TALK[language];
    const name = `walk-${language}-${javascript ? 'js' : 'nojs'}`;
    const citizen = await browser.visitor(service.origin, { name, javascript, width: 390 });
    const answers = report(language);

    await answerQuestions(citizen, at, answers);
    const shown = await citizen.text();
    for (const field of ['what', 'who', 'place', 'how_known', 'evidence']) {
      assert.ok(shown.includes(answers[field]), `${field} stands on the page where answers are checked`);
    }
    const codes = await send(citizen);
    await citizen.reload();
    assert.deepEqual(await receipt(citizen), codes, 'the same receipt after a reload');
    for (const secret of [codes.digits, codes.letters]) {
      assert.ok(!citizen.page.url().includes(secret), 'the code is in no address');
      assert.ok(!(await citizen.page.title()).includes(secret), 'the code is in no title');
    }
    await confirm(citizen, lastGroup(codes.letters));
    assert.equal(await complaint(citizen), '', 'the last group was taken');
    assert.ok(!(await citizen.source()).includes(codes.letters), 'the code is shown no more');

    const readers = await readersOf(codes.number, at);
    assert.equal(readers.length, 3, 'two officers and the substitute of one find the report');
    const [{ visitor: officer, address }, { visitor: colleague }] = readers;
    await officer.open(address);
    assert.ok((await officer.text()).includes(answers.what), 'the officer reads what was written');
    await act(officer, 'ask', { text: talk.question });

    const later = await browser.visitor(service.origin, { name: `${name}-later`, javascript, width: 390 });
    await track(later, at, typed(codes));
    const before = await later.text();
    assert.ok(before.includes(codes.number) && before.includes(talk.question), 'the reporter reads the question');
    await answer(later, talk.answer);
    assert.ok((await later.text()).includes(talk.answer), 'the reporter sees what they answered');

    await officer.open(address);
    assert.ok((await officer.text()).includes(talk.answer), 'the officer reads the answer');
    await act(officer, 'note', { text: talk.note });
    await move(officer, 'find_facts');
    await act(officer, 'close', closing(language));
    await colleague.open(address);
    const whole = await colleague.text();
    for (const said of [talk.question, talk.answer, talk.note, talk.closing, talk.lesson]) {
      assert.ok(whole.includes(said), `the other reader finds "${said}"`);
    }

    await track(later, at, codes.letters);
    const end = await later.text();
    assert.ok(end.includes(talk.closing), 'the reporter reads the outcome');
    assert.ok(!end.includes(talk.note) && !end.includes(talk.lesson), 'the reporter never reads what is internal');

    assert.equal(await later.open(at.statistics), 200);
    const months = await later.page.$$eval('main table th[scope="row"]', (rows) => rows.map((row) => row.innerText.trim()));
    const october = language === 'th' ? /^ตุลาคม \d{4}$/ : /^October \d{4}$/;
    assert.equal(months.filter((month) => october.test(month)).length, 2, `two fiscal years have a row for each month: ${months}`);
    assert.ok((await later.page.$eval('header', (header) => header.innerText)).includes(DEMONSTRATION[language]));
    await leave(citizen, later, ...readers.map((one) => one.visitor));
  });
}

test('a code with one mistyped character is proposed as it should be, and opens the case', async () => {
  const at = addresses(service.agency, 'th');
  const citizen = await browser.visitor(service.origin, { name: 'mistyped' });
  await answerQuestions(citizen, at, report('th'));
  const codes = await send(citizen);
  await track(citizen, at, (codes.letters.startsWith('A') ? 'B' : 'A') + codes.letters.slice(1));
  assert.ok((await citizen.text()).includes(codes.letters), 'the right code is proposed');
  await proceed(citizen);
  assert.ok((await citizen.text()).includes(codes.number), 'and opens the case');
  await leave(citizen);
});

test('two clicks, a repeated form and a reload make one report', async () => {
  const at = addresses(service.agency, 'en');
  const citizen = await browser.visitor(service.origin, { name: 'twice' });
  const sent = [];
  citizen.page.on('request', (request) => { if (request.method() === 'POST') sent.push(request); });
  const mark = `The barrier at the market gate, ${Date.now()}`;
  await answerQuestions(citizen, at, { ...report('en'), what: mark });
  sent.length = 0;
  const button = await citizen.page.$('main button[name="go"][value="send"]');
  await citizen.follow(() => button.click({ count: 2, delay: 5 }));
  await citizen.page.waitForSelector('.panel h1');
  const codes = await receipt(citizen);
  await citizen.reload();
  assert.deepEqual(await receipt(citizen), codes, 'the same receipt after all');
  assert.ok(sent.length >= 2, `a click and a reload sent ${sent.length} forms`);

  // Chromium may drop the first of two clicks before it leaves the machine, so what a bad line does is done here
  // as well: the same form arrives again, twice at the same moment.
  const [form] = sent;
  const cookie = (await citizen.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const headers = { ...form.headers(), ...(cookie && { cookie }) };
  const again = () => fetch(form.url(), { method: 'POST', headers, body: form.postData(), redirect: 'manual' });
  for (const answer of await Promise.all([again(), again()])) {
    assert.equal(answer.status, 200);
    assert.ok((await answer.text()).includes(codes.number), 'a repeated form is answered with the same receipt');
  }

  const readers = await readersOf(codes.number, at);
  const [{ visitor: officer }] = readers;
  const found = [];
  await officer.open(at.office);
  const links = await officer.page.$$eval('main tbody a[href*="/case/"]', (all) => all.map((a) => a.href));
  for (const link of links) {
    await officer.open(link);
    if ((await officer.text()).includes(mark)) found.push(link);
  }
  assert.equal(found.length, 1, 'one case holds the text');
  await leave(citizen, ...readers.map((one) => one.visitor));
});

test('a change of language in the middle keeps what was typed and chosen', async () => {
  const at = addresses(service.agency, 'th');
  const citizen = await browser.visitor(service.origin, { name: 'switch' });
  const answers = report('th');
  const lang = () => citizen.page.$eval('html', (html) => html.lang);
  const change = () => citizen.follow(() => citizen.page.click('header button[name="switch"]'));
  const kept = (selector) => citizen.page.$eval(selector, (field) => field.value);

  await citizen.open(at.report);
  while (!(await has(citizen, 'main [name="what"]:not([type="hidden"])'))) {
    await fill(citizen, answers);
    await proceed(citizen);
  }
  await fill(citizen, { what: answers.what });
  await change();
  assert.equal(await lang(), 'en');
  assert.equal(await kept('textarea[name="what"]'), answers.what, 'the text being typed is kept');
  await proceed(citizen);
  await press(citizen, 'back');
  assert.equal(await kept('textarea[name="what"]'), answers.what, 'and by the way back');
  while (!(await has(citizen, 'main button[value="send"]'))) {
    await fill(citizen, answers);
    await proceed(citizen);
  }
  await change();
  assert.equal(await lang(), 'th');
  const shown = await citizen.text();
  for (const field of ['what', 'who', 'place', 'how_known', 'evidence']) assert.ok(shown.includes(answers[field]), field);
  const codes = await send(citizen);
  await change();
  assert.equal(await lang(), 'en');
  assert.deepEqual(await receipt(citizen), codes, 'the receipt is the same in the other language');
  await track(citizen, at, codes.letters);
  await fill(citizen, { answer: TALK.th.answer });
  if (await has(citizen, 'header button[name="switch"]')) {
    await change();
    assert.equal(await kept('textarea[name="answer"]'), TALK.th.answer, 'what is being written to the officers is kept');
  }
  await leave(citizen);
});

test('a mistake is told, and everything typed is still there', async () => {
  const at = addresses(service.agency, 'th');
  const citizen = await browser.visitor(service.origin, { name: 'mistakes' });
  const answers = report('th');
  await citizen.open(at.report);
  while (!(await has(citizen, 'main [name="year"]:not([type="hidden"])'))) {
    await fill(citizen, answers);
    await proceed(citizen);
  }
  await submit(citizen, { place: answers.place, day: '๓๑', month: '2', year: '๒๕๖๙' });
  assert.equal(citizen.status(), 422);
  assert.notEqual(await complaint(citizen), '', 'the thirty-first of February is no day');
  assert.match(await citizen.page.title(), /^ผิดพลาด:/);
  const values = await citizen.page.$$eval('main form :is(input, select):not([type="hidden"])', (all) => Object.fromEntries(all.map((one) => [one.name, one.value])));
  assert.deepEqual(values, { place: answers.place, day: '๓๑', month: '2', year: '๒๕๖๙' });
  await submit(citizen, { day: '๒๘', year: '69' });
  const again = await complaint(citizen);
  while (!(await has(citizen, 'main button[value="send"]'))) {
    await fill(citizen, { ...answers, day: '28', month: '2', year: '๒๕๖๙' });
    await proceed(citizen);
  }
  assert.match(await citizen.text(), /28 กุมภาพันธ์ (?:พ\.ศ\. )?2569/, `the day in words; "69" said: ${again}`);
  assert.ok((await citizen.text()).includes(answers.what), 'the narrative went along');
  await leave(citizen);
});

test('a question page that is left by the quick exit leaves nothing behind', async () => {
  const at = addresses(service.agency, 'th');
  const citizen = await browser.visitor(service.origin, { name: 'exit' });
  await answerQuestions(citizen, at, report('th'));
  const codes = await send(citizen);
  await track(citizen, at, codes.letters);
  assert.ok((await citizen.context.cookies()).length > 0, 'tracking holds a cookie');
  const where = await citizen.leaveBy(() => citizen.page.click('a[href$="/exit"]'));
  assert.ok(where.startsWith('https://'), `left to ${where}`);
  assert.deepEqual(await citizen.context.cookies(), [], 'no cookie is left');
  await citizen.open(at.track);
  assert.ok(!(await citizen.text()).includes(codes.number), 'the report is closed');
  await leave(citizen);
});

test('two tabs give two reports', async () => {
  const at = addresses(service.agency, 'th');
  const tabs = [await browser.visitor(service.origin, { name: 'tab-1' }), await browser.visitor(service.origin, { name: 'tab-2' })];
  for (const tab of tabs) await answerQuestions(tab, at, report('th'));
  const [one, two] = [await send(tabs[0]), await send(tabs[1])];
  assert.notEqual(one.number, two.number);
  assert.notEqual(one.letters, two.letters);
  await leave(...tabs);
});

test('what a colleague did meanwhile is told, and the text waits', async () => {
  const at = addresses(service.agency, 'th');
  const citizen = await browser.visitor(service.origin, { name: 'meanwhile' });
  await answerQuestions(citizen, at, report('th'));
  const { number } = await send(citizen);
  const readers = await readersOf(number, at);
  const [{ visitor: one, address }, { visitor: other }] = readers;
  await one.open(address);
  await openDeed(one, 'notice');
  await fill(one, { text: TALK.th.closing });
  await other.open(address);
  await act(other, 'ask', { text: TALK.th.question });
  const notice = 'main form:has(textarea[name="text"])'; // above it stands the form of the saved replies
  await proceed(one, notice);
  assert.equal(one.status(), 409);
  assert.equal(await one.page.$eval('textarea[name="text"]', (field) => field.value), TALK.th.closing, 'the text is kept');
  await proceed(one, notice);
  assert.ok((await one.text()).includes(TALK.th.closing), 'and can be sent after all');
  await leave(citizen, ...readers.map((reader) => reader.visitor));
});

test('six digits from the phone are asked for once they were switched on', async () => {
  const at = addresses(service.agency, 'en');
  const officer = service.officers.find(({ login }) => login === 'anong');
  const visitor = await browser.visitor(service.origin, { name: 'one-time', width: 1280 });
  await signIn(visitor, at, officer);
  await visitor.open(at.oneTime);
  const secret = await visitor.page.$eval('main input[name="secret"]', (field) => field.value);
  await submit(visitor, { digits: oneTimeCode(secret), present: officer.password });
  assert.equal(await complaint(visitor), '');
  await visitor.follow(() => visitor.page.click('form[action$="/sign-out"] button'));
  await signIn(visitor, at, officer);
  assert.notEqual(await complaint(visitor), '', 'the password alone opens nothing');
  await signIn(visitor, at, { ...officer, code: oneTimeCode(secret, 1) });
  assert.equal(await complaint(visitor), '');
  assert.equal(new URL(visitor.page.url()).pathname, at.dashboard, 'who reads no cases but the months is led to them');
  await leave(visitor);
});

test('an officer marked as involved, who would have read the report, finds no trace of it', async () => {
  const at = addresses(service.agency, 'th');
  const citizen = await browser.visitor(service.origin, { name: 'accuser' });
  await answerQuestions(citizen, at, report('th'));
  const open = await send(citizen);
  const [accused, ...others] = await readersOf(open.number, at);
  assert.ok(accused, 'an unmarked report has readers');
  for (const { visitor } of others) await visitor.close();
  const { visitor } = accused;
  const inbox = async () => {
    await visitor.open(at.office);
    return visitor.text();
  };
  const untouched = await inbox();

  await answerQuestions(citizen, at, { ...report('th'), involved_officers: { label: accused.officer.post } });
  const hidden = await send(citizen);
  const readers = await readersOf(hidden.number, at);
  assert.ok(readers.length > 0, 'somebody else reads it');
  assert.ok(!readers.some(({ officer }) => officer.login === accused.officer.login), 'not the accused');

  assert.equal(await inbox(), untouched, 'list and counts of the accused are as before');
  const pages = [[at.office, await visitor.source()]];
  await crawl(visitor, (path) => NOT_A_PAGE.test(path), async (path) => pages.push([path, await visitor.source()]));
  assert.ok(pages.length >= 10, `only ${pages.length} pages were read`);
  const caseId = new URL(readers[0].address).pathname.match(/[0-9a-f]{32}/)[0];
  for (const [path, source] of pages) {
    assert.ok(!source.includes(hidden.number) && !source.includes(caseId), `${path} tells of the report`);
  }

  const status = await visitor.open(readers[0].address);
  const refused = await visitor.text();
  const nothing = readers[0].address.replace(caseId, caseId.replace(/[0-9a-f]/g, (digit) => (digit === '7' ? '8' : '7')));
  assert.equal(await visitor.open(nothing), status, 'as if there were no such report');
  assert.equal(await visitor.text(), refused, 'in the same words');
  assert.ok(status >= 400 && !CODE.number.test(refused), `refused with ${status}`);
  await leave(citizen, visitor, ...readers.map((reader) => reader.visitor));
});
