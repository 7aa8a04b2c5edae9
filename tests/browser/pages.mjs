// The one list of pages: tours that show every page in every state worth inspecting, in one language.
// A tour calls `stop(name, visitor)` with each page open; what links lead to from there is visited as well.
import { attach, complaint, fieldNames, fill, has, press, proceed, submit } from './form.mjs';
import { CODE, DEEDS, LANGUAGES, MEASURES, NATIONAL_ID, NOT_A_PAGE, SETUP, TALK, addresses, closing, report } from './product.mjs';
import { act, answer, answerQuestions, confirm, crawl, findCase, lastGroup, move, oneTimeCode, openDeed, send, shape, signIn, spoilToken, track } from './story.mjs';

const elsewhere = (language) => (path) => {
  if (NOT_A_PAGE.test(path)) return true;
  const other = LANGUAGES.find((one) => one !== 'th' && (path === `/${one}` || path.startsWith(`/${one}/`)));
  return language === 'th' ? Boolean(other) : other !== language;
};

/** Whose account the tour of the office looks after: somebody with a password. */
const ACCOUNT_TOUR = 'anong';

/** A picture of one pixel, and the beginning of a program. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const PROGRAM = Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(200)]);

const asks = (name) => `main :is(input, textarea, select)[name="${name}"]:not([type="hidden"])`;

async function mustComplain(visitor, what) {
  if (!(await complaint(visitor))) throw new Error(`${visitor.name} at ${visitor.page.url()}: ${what} was taken`);
}

/** Everything a citizen can see. */
export async function citizenTour(browser, service, language, stop) {
  const at = addresses(service.agency, language);
  const visitor = await browser.visitor(service.origin, { name: `citizen-${language}` });
  const see = (name) => stop(`${language} ${name}`, visitor);

  await visitor.open(language === 'th' ? '/' : `/${language}`);
  await see('front door');
  const codes = await reportTour(visitor, at, language, see);
  await trackTour(visitor, at, language, codes, see);
  await visitor.open(at.statistics);
  await see('statistics');
  await crawl(visitor, elsewhere(language), (path) => see(path));
  await problemTour(visitor, at, language, see);
  visitor.check();
  await visitor.close();
  return codes;
}

async function reportTour(visitor, at, language, see) {
  const answers = report(language);
  await answerQuestions(visitor, at, answers, async () => {
    const names = await fieldNames(visitor);
    await see(`report, asking ${names.join(' ') || 'nothing'}`);
    if (names.includes('category') || names.includes('what')) {
      await proceed(visitor);
      await mustComplain(visitor, 'a page without what it asks');
      await see(`report, ${names[0]} missing`);
    } else if (names.includes('involved_officers')) {
      await fill(visitor, { involved_officers: { nth: 1 }, involved_units: { nth: 2 } });
      await press(visitor, 'again');
      await see('report, readers after marking');
      await visitor.page.$$eval('main input[type="checkbox"]:checked', (all) => all.forEach((one) => { one.checked = false; }));
    } else if (names.includes('files')) {
      await attach(visitor, []);
      await mustComplain(visitor, 'a form for files without one');
      await see('report, no file chosen');
      await attach(visitor, [['ใบเสร็จ.txt', 'ใบเสร็จค่าน้ำมัน'], ['ภาพ.png', PICTURE], ['เสีย.png', PICTURE.subarray(0, 40)], ['โปรแกรม.jpg', PROGRAM]]);
      await mustComplain(visitor, 'a program');
      await see('report, files, one to be chosen about');
      await press(visitor, await visitor.page.$eval('main button[value^="as_is:"]', (one) => one.value));
      await see('report, files chosen about');
    } else if (names.includes('year')) {
      await submit(visitor, { day: '31', month: '2', year: language === 'th' ? '2569' : '2026' });
      await mustComplain(visitor, 'the thirty-first of February');
      await see('report, no such day');
    }
  });
  await see('report, check');
  await spoilToken(visitor);
  await press(visitor, 'send');
  await see('report, form too old');
  await press(visitor, 'edit:what');
  await submit(visitor, { what: `${answers.what} ${NATIONAL_ID}` });
  while (!(await has(visitor, 'main button[name="go"][value="send"]'))) await proceed(visitor);
  await see('report, check with a warning');
  await press(visitor, 'edit:identity');
  await submit(visitor, { identity: 'confidential' });
  while (!(await has(visitor, asks('name')))) {
    if (await has(visitor, 'main button[value="send"]')) await press(visitor, 'edit:name');
    else await proceed(visitor);
  }
  await see('report, asking name contact');
  await submit(visitor, { name: 'ก. ทดลอง', contact: '0812345678' });
  while (!(await has(visitor, 'main button[name="go"][value="send"]'))) await proceed(visitor);
  await see('report, check with a name');

  const codes = await send(visitor);
  await see('receipt');
  await visitor.reload();
  await see('receipt, again');
  await confirm(visitor, 'XXXX');
  await mustComplain(visitor, 'a wrong group');
  await see('receipt, wrong group');
  await confirm(visitor, lastGroup(codes.letters));
  await see('receipt, confirmed');
  return codes;
}

async function trackTour(visitor, at, language, codes, see) {
  await visitor.open(at.track);
  await see('track');
  await submit(visitor, { code: '' });
  await mustComplain(visitor, 'no code');
  await see('track, no code');
  await submit(visitor, { code: mistyped(codes.letters, 1) });
  await see('track, one character wrong');
  await visitor.open(at.track);
  await submit(visitor, { code: mistyped(codes.letters, 3) });
  await mustComplain(visitor, 'a wrong code');
  await see('track, code wrong');
  await track(visitor, at, codes.letters);
  await see('case');
  await visitor.follow(() => visitor.page.click('main a[href$="/track/files"]'));
  await see('case, more files');
  await attach(visitor, [['more.txt', 'อีกใบหนึ่ง']]);
  await see('case, with files');
  await answer(visitor, '');
  await mustComplain(visitor, 'an empty message');
  await see('case, nothing written');
  await answer(visitor, TALK[language].answer);
  await see('case, written to');
  await spoilToken(visitor, 'main form:has(textarea)');
  await answer(visitor, TALK[language].answer);
  await see('case, form too old');
  await visitor.open(at.ownCase);
  await visitor.follow(() => visitor.page.click('main form[action$="/leave"] button'));
  await see('case, left');
}

async function problemTour(visitor, at, language, see) {
  for (const [name, path, status] of [
    ['not found', at.nowhere, 404],
    ['no such agency', language === 'th' ? '/no-such-agency' : `/${language}/no-such-agency`, 404],
    ['code needed', at.ownCase, 403],
    ['form only', at.formOnly, 405],
  ]) {
    const told = await visitor.open(path);
    if (told !== status) throw new Error(`${path} answers ${told}, not ${status}`);
    await see(`problem, ${name}`);
  }
  await visitor.open(at.track);
  await spoilToken(visitor);
  await submit(visitor, { code: 'A' });
  await see('problem, form too old');
  await visitor.open(at.track);
  await submit(visitor, { code: 'A'.repeat(70_000) });
  await see('problem, too much');
}

/** Everything the officers can see, each with their own roles. A page that an earlier one saw is not inspected twice. */
export async function officeTour(browser, service, language, codes, stop) {
  const at = addresses(service.agency, language);
  const skip = elsewhere(language);
  const shown = new Set();
  let handled = false;
  let ended = false;
  for (const officer of service.officers) {
    const visitor = await browser.visitor(service.origin, { name: `office-${language}-${officer.login}` });
    const see = (name) => {
      shown.add(shape(new URL(visitor.page.url()).pathname));
      return stop(`${language} ${officer.role} ${name}`, visitor);
    };
    if (officer === service.officers[0]) {
      await signIn(visitor, at, { login: '', password: '' });
      await mustComplain(visitor, 'an empty sign-in');
      await see('sign-in, empty');
      await signIn(visitor, at, { ...officer, password: 'not the password' });
      await mustComplain(visitor, 'a wrong password');
      await see('sign-in refused');
    }
    await signIn(visitor, at, officer);
    await see('first page');
    const address = await findCase(visitor, at, codes.number);
    if (address && !handled) {
      handled = true;
      await linkTour(visitor, at, address, codes, language, see);
      await caseTour(visitor, address, language, see);
      await visitor.open(`${at.office}?queue=late&category=proc&sort=newest`);
      await see('inbox, filtered');
      await toolsTour(visitor, at, codes, see);
    }
    await crawl(visitor, (path) => skip(path) || !path.includes('/office') || shown.has(shape(path)), (path) => see(path));
    if (officer.login === ACCOUNT_TOUR) await accountTour(visitor, at, officer, see);
    if (address && !ended) {
      ended = true;
      await endTour(visitor, address, language, see);
    }
    visitor.check();
    await visitor.close();
  }
  if (!handled) throw new Error(`no officer found case ${codes.number}`);
}

/** Search, saved replies, and the file of the case that the tour has walked. */
async function toolsTour(visitor, at, codes, see) {
  await visitor.open(at.office);
  await submit(visitor, { words: '' });
  await mustComplain(visitor, 'an empty search');
  await see('search, empty');
  await submit(visitor, { words: codes.number });
  if (!(await has(visitor, 'main mark'))) throw new Error(`${codes.number} is not found`);
  await see('search, found');
  await visitor.open(`${at.office}/replies/edit`);
  await submit(visitor, { title: '' });
  await mustComplain(visitor, 'an empty saved reply');
  await see('saved reply, empty');
  await submit(visitor, { title: 'ตัวอย่าง', deed: 'ask', thai: 'โปรดแจ้งวันที่' });
  await see('saved replies, saved');
  await registerTour(visitor, at, see);
}

/** A matter of another body, registered: what lacks something, everything once more, the page for its person. */
async function registerTour(visitor, at, see) {
  await visitor.open(`${at.office}/register`);
  await press(visitor, 'check');
  await mustComplain(visitor, 'a matter without anything');
  await see('register, nothing typed');
  await fill(visitor, {
    origin: 'reported', channel: 'referral', received_day: '2', received_month: '3', received_year: '2569', handed: 'yes',
    category: 'fin', what: 'ใบเสร็จค่าน้ำมันรถดับเพลิงซ้ำกันสามเดือน', sender: 'nacc', letter_number: 'ปช ๐๐๑๒/๔๕',
    letter_day: '30', letter_month: '3', letter_year: '2569',
  });
  await press(visitor, 'check');
  await mustComplain(visitor, 'a letter dated after its receipt');
  await see('register, letter too late');
  await fill(visitor, { letter_day: '1' });
  await press(visitor, 'check');
  await see('register, check');
  await attach(visitor, [['หนังสือ.txt', 'สำเนาหนังสือ'], ['ภาพ.png', PICTURE], ['เสีย.png', PICTURE.subarray(0, 40)]]);
  await mustComplain(visitor, 'a scan that could not be cleaned');
  await see('register, scan to be chosen about');
  await press(visitor, await visitor.page.$eval('main button[value^="as_is:"]', (one) => one.value));
  await press(visitor, 'send');
  await see('register, done');
}

/** The case is linked to another that the officer reads, merged in sight, and the link undone. */
async function linkTour(visitor, at, address, codes, language, see) {
  const { closing, note } = TALK[language];
  const { pathname } = new URL(address);
  await visitor.open(`${at.office}?queue=late`);
  const numbers = (await visitor.text()).match(new RegExp(CODE.number, 'g'));
  const other = numbers.find((number) => number !== codes.number);
  await visitor.open(`${pathname}/merge`);
  await see('case, merge without a link');
  await visitor.open(`${pathname}/link`);
  await see('case, link');
  await press(visitor, 'check');
  await mustComplain(visitor, 'a link to no number');
  await see('case, link, no number');
  await fill(visitor, { number: other, text: note });
  await press(visitor, 'check');
  await see('case, link, main case');
  await press(visitor, 'do');
  await see('case, linked');
  if (!(await openDeed(visitor, 'merge'))) throw new Error('a linked case offers no merge');
  await see('case, merge');
  await submit(visitor, { text: '' });
  await mustComplain(visitor, 'an empty merge');
  await see('case, merge, empty');
  await visitor.open(`${pathname}/unlink`);
  await see('case, unlink');
  await press(visitor, 'do');
  await mustComplain(visitor, 'a link undone without a reason');
  await see('case, unlink, no reason');
  await fill(visitor, { text: closing });
  await press(visitor, 'do');
  await see('case, unlinked');
}

async function caseTour(visitor, address, language, see) {
  const talk = TALK[language];
  await visitor.open(address);
  await see('case');
  for (const deed of DEEDS) {
    await visitor.open(address);
    if (!(await openDeed(visitor, deed))) throw new Error(`a new case offers no ${deed}`);
    await see(`case, ${deed}`);
    await submit(visitor, { text: '' });
    await mustComplain(visitor, `an empty ${deed}`);
    await see(`case, ${deed}, empty`);
  }
  await visitor.open(address);
  await openDeed(visitor, 'notice');
  await visitor.page.$eval('main input[name="version"]', (field) => { field.value = '0'; });
  await submit(visitor, { text: talk.closing });
  await see('case, notice, meanwhile changed');
  await spoilToken(visitor);
  await submit(visitor, { text: talk.closing });
  await see('case, notice, form too old');
  await visitor.open(address);
  await act(visitor, 'ask', { text: talk.question });
  await see('case, asked');
  await act(visitor, 'note', { text: talk.note });
  await see('case, note written');
  await visitor.open(`${new URL(address).pathname}/evidence`);
  await see('case, files');
  await attach(visitor, [['หนังสือ.txt', talk.note], ['แผนผัง.png', PICTURE]]);
  await see('case, files of an officer');
  await visitor.open(`${new URL(address).pathname}/file`);
  await see('case file');
  await submit(visitor, { text: '' });
  await mustComplain(visitor, 'a case file without a reason');
  await see('case file, no reason');
  await submit(visitor, { text: talk.note, how: 'print' });
  await see('case file, to print');
  await visitor.open(address);
  await move(visitor, 'find_facts');
  await see('case, facts');
  await measureTour(visitor, address, language, see);
  await visitor.open(address);
  await act(visitor, 'close', closing(language));
  await see('case, closed');
  await visitor.open(`${new URL(address).pathname}/ask`);
  await see('case, ask, too late');
}

/** Orders, letters and what came of them: each form empty, one of them wrong, and one that is taken. */
async function measureTour(visitor, address, language, see) {
  for (const measure of MEASURES) {
    await visitor.open(address);
    if (!(await openDeed(visitor, `measure/${measure}`))) throw new Error(`a case in fact-finding offers no ${measure}`);
    await see(`case, measure ${measure}`);
    await proceed(visitor);
    await mustComplain(visitor, `an empty ${measure}`);
    await see(`case, measure ${measure}, empty`);
  }
  await visitor.open(address);
  await act(visitor, 'measure/prevention', { text: TALK[language].lesson });
  await see('case, measure recorded');
  await openDeed(visitor, 'measure/progress');
  await see('case, measure progress');
  await proceed(visitor);
  await mustComplain(visitor, 'an empty result');
  await see('case, measure progress, empty');
}

/** What is left of a form that is sent when nobody is signed in any more. */
async function endTour(visitor, address, language, see) {
  await visitor.open(address);
  await openDeed(visitor, 'note');
  await fill(visitor, { text: TALK[language].note });
  await visitor.context.deleteCookie(...(await visitor.context.cookies()));
  await proceed(visitor);
  if (visitor.status() !== 403) throw new Error(`a note without sign-in answers ${visitor.status()}`);
  await see('case, note, signed out meanwhile');
}

async function accountTour(visitor, at, officer, see) {
  await visitor.open(at.account);
  await submit(visitor, { present: 'no', fresh: 'short', again: 'other' });
  await mustComplain(visitor, 'a bad new password');
  await see('account, mistakes');
  await visitor.open(at.oneTime);
  await see('one-time code');
  await submit(visitor, { digits: '000000', present: officer.password });
  await mustComplain(visitor, 'a wrong one-time code');
  await see('one-time code, wrong');
  const secret = await visitor.page.$eval('main input[name="secret"]', (field) => field.value);
  await submit(visitor, { digits: oneTimeCode(secret), present: 'not the password' });
  await mustComplain(visitor, 'a wrong password with a good code');
  await submit(visitor, { digits: oneTimeCode(secret), present: officer.password });
  const withoutCode = { ...officer, secret: '' };
  officer.secret = secret; // the next tour signs in with it
  await see('account, one-time code on');
  await visitor.open(at.oneTime);
  await submit(visitor, { off: 'not the password' });
  await mustComplain(visitor, 'switching codes off with a wrong password');
  await see('one-time code, on');
  await visitor.open(at.recovery);
  await submit(visitor, { present: '' });
  await mustComplain(visitor, 'a recovery code without the password');
  await see('recovery code, no password');
  await submit(visitor, { present: officer.password });
  await see('recovery code, shown');
  await visitor.follow(() => visitor.page.click('form[action$="/sign-out"] button'));
  await see('signed out');
  await visitor.open(at.recover);
  await submit(visitor, { login: officer.login, code: 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA', fresh: 'short', again: 'other' });
  await mustComplain(visitor, 'a wrong recovery code');
  await see('recovery by code, mistakes');
  await signIn(visitor, at, withoutCode);
  await mustComplain(visitor, 'a password without the one-time code');
  await see('sign-in without the one-time code');
}

/** The set-up of one agency, to the page that says it is done. Gives the recovery kit and what was asked. */
export async function setupTour(browser, service, language, stop, values = SETUP) {
  const visitor = await browser.visitor(service.origin, { name: `setup-${language}` });
  const see = (name) => stop(`${language} set-up, ${name}`, visitor);
  await visitor.open(language === 'th' ? service.setup : `/${language}${service.setup}`);
  const asked = new Set();
  let kit = null;
  for (let step = 0; !asked.has('password'); step += 1) {
    if (step === 10) throw new Error('the set-up did not end');
    const names = await fieldNames(visitor);
    await see(`asking ${names.join(' ')}`);
    const last = {};
    if (names.includes('last_recovery')) {
      const [recovery, outside] = await visitor.page.$$eval('main .code', (all) => all.map((one) => one.querySelector('.big').textContent.replace(/\s/g, '')));
      kit = recovery;
      Object.assign(last, { last_recovery: lastGroup(recovery), last_outside: lastGroup(outside) });
    }
    await submit(visitor, Object.fromEntries(names.map((name) => [name, typeof values[name] === 'object' ? values[name] : ''])));
    await mustComplain(visitor, 'an empty page');
    await see(`asking ${names.join(' ')}, empty`);
    for (const name of await fill(visitor, { ...values, ...last })) asked.add(name);
    await proceed(visitor);
    const wrong = await complaint(visitor);
    if (wrong) throw new Error(`set-up complains at ${visitor.page.url()}: ${wrong}`);
  }
  await see('done');
  visitor.check();
  return { visitor, kit, asked };
}

/** The code with its last `count` characters changed to others of its alphabet. */
function mistyped(code, count) {
  const other = (character) => (character === 'A' ? 'B' : 'A');
  return code.slice(0, -count) + [...code.slice(-count)].map((one) => (one === '-' ? '-' : other(one))).join('');
}
