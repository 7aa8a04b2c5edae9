// Visitors: a browser profile each, with or without JavaScript, that notices whatever a page does wrong.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const CHROMIUM = process.env.SUJARIT_CHROMIUM ?? '/usr/bin/chromium';
const SHOTS = process.env.SUJARIT_SHOTS;
const WAIT = 30_000;

// What stands at the address outside that the quick exit leads to; its empty icon keeps the browser from asking for one.
const ELSEWHERE = '<!doctype html><title>elsewhere</title><link rel="icon" href="data:,">';

const FLAGS = [
  '--no-sandbox', // tests run as root in containers, and open only our own pages
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

export class Browser {
  static async launch() {
    const folder = mkdtempSync(join(tmpdir(), 'sujarit-browser-'));
    const chromium = await puppeteer.launch({
      executablePath: CHROMIUM,
      headless: true,
      userDataDir: folder,
      args: FLAGS,
    });
    return new Browser(chromium, folder);
  }

  constructor(chromium, folder) {
    this.chromium = chromium;
    this.folder = folder;
  }

  /** A new visitor with empty cookies. `name` is the prefix of their screenshots. */
  async visitor(origin, { name = 'visitor', javascript = false, width = 390 } = {}) {
    const context = await this.chromium.createBrowserContext();
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT);
    const visitor = new Visitor(origin, name, context, page, javascript);
    await visitor.listen();
    // Pages scroll smoothly for who likes it, and a click must not aim at a button that is still moving.
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.setJavaScriptEnabled(javascript);
    await visitor.resize(width);
    return visitor;
  }

  async close() {
    await this.chromium.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Visitor {
  constructor(origin, name, context, page, javascript) {
    this.origin = origin;
    this.name = name;
    this.context = context;
    this.page = page;
    this.javascript = javascript;
    this.faults = [];
    this.answer = null; // the last document's answer
    this.seen = new Set(); // paths of this origin that were shown
    this.linked = new Map(); // path → the page that links to it
    this.leaving = null;
    this.shots = 0;
  }

  /** Everything a page may do wrong without a test asking for it. */
  async listen() {
    const { page } = this;
    await page.setRequestInterception(true);
    page.on('request', (request) => this.judge(request));
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // A navigation that another one overtakes is aborted; nothing was lost.
      if (reason !== 'net::ERR_ABORTED') this.fault(`request failed: ${request.url()} ${reason}`);
    });
    page.on('response', (response) => {
      const request = response.request();
      if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
        const final = response.status() < 300 || response.status() > 399;
        if (final && request.url().startsWith(`${this.origin}/`)) this.answer = response;
      } else if (response.status() >= 400) {
        this.fault(`${response.status()} for ${response.url()}`);
      }
    });
    page.on('console', (message) => {
      if (!['error', 'warn'].includes(message.type())) return;
      // An error page is an error to the console too; tests look at the status themselves.
      const own = message.location().url === page.url() && /the server responded with a status/.test(message.text());
      if (!own) this.fault(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.fault(`script: ${error.message}`));
    const session = await page.createCDPSession();
    await session.send('Audits.enable');
    session.on('Audits.issueAdded', ({ issue }) => {
      if (['ContentSecurityPolicyIssue', 'MixedContentIssue', 'CookieIssue', 'QuirksModeIssue'].includes(issue.code)) {
        this.fault(`browser issue: ${issue.code} ${JSON.stringify(issue.details)}`);
      }
    });
  }

  judge(request) {
    const url = request.url();
    if (url.startsWith(`${this.origin}/`)) return request.continue();
    if (this.leaving !== null && request.isNavigationRequest()) {
      this.leaving = url;
      return request.respond({ status: 200, contentType: 'text/html; charset=utf-8', body: ELSEWHERE });
    }
    this.fault(`request left the origin: ${url}`);
    return request.abort('blockedbyclient');
  }

  fault(text) {
    this.faults.push(`${this.page.url()}: ${text}`);
  }

  /** Throws if any page so far did something wrong. */
  check() {
    const faults = this.faults.splice(0);
    if (faults.length) throw new Error(`${this.name}: ${faults.join('\n')}`);
  }

  /** Only the width changes: a switch to an emulated phone would load the page again. */
  async resize(width) {
    this.width = width;
    await this.page.setViewport({ width, height: width < 600 ? 844 : 800 });
  }

  /** Opens a path of this origin (or a whole address of it); returns the status. */
  async open(path) {
    const response = await this.page.goto(new URL(path, this.origin).href, { waitUntil: 'load' });
    await this.arrived();
    return response?.status() ?? 0;
  }

  /** Does something that leads to another page, and waits for it. */
  async follow(act) {
    const from = this.page.url();
    const navigation = this.page.waitForNavigation({ waitUntil: 'load' });
    navigation.catch(() => {}); // told below, or overtaken by the failure of the act itself
    try {
      await act();
      await navigation;
    } catch (error) {
      throw new Error(`${this.name} at ${from}: ${error.message}`, { cause: error });
    }
    await this.arrived();
  }

  async reload() {
    await this.page.reload({ waitUntil: 'load' });
    await this.arrived();
  }

  /** Clicks something that leads away from the service, and tells where to. */
  async leaveBy(act) {
    this.leaving = '';
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), act()]);
    const where = this.leaving;
    this.leaving = null;
    return where;
  }

  async arrived() {
    const { page } = this;
    if (!page.url().startsWith(`${this.origin}/`)) return;
    this.seen.add(new URL(page.url()).pathname);
    const links = await page.$$eval('a[href]', (all) => all.map((a) => a.href));
    for (const link of links) {
      if (!link.startsWith(`${this.origin}/`)) continue;
      const path = new URL(link).pathname;
      if (!this.linked.has(path)) this.linked.set(path, page.url());
    }
    await this.measure();
    await this.shoot();
  }

  async measure() {
    const wide = await overflow(this.page);
    if (wide) this.fault(`wider than the ${this.width} px screen: ${wide}`);
  }

  async shoot() {
    if (!SHOTS) return;
    mkdirSync(SHOTS, { recursive: true });
    const place = new URL(this.page.url()).pathname.replace(/[0-9a-f]{32}/g, 'id').replace(/[^a-z0-9-]+/gi, '_').replace(/^_+|_+$/g, '').slice(0, 60);
    this.shots += 1;
    const number = String(this.shots).padStart(2, '0');
    await this.page.screenshot({ path: join(SHOTS, `${this.name}-${this.width}-${number}-${place}.png`), fullPage: true });
  }

  /** The page's own source as the server sent it, not what the browser made of it. */
  async source() {
    if (!this.answer) throw new Error(`${this.name}: no page was opened`);
    return this.answer.text();
  }

  status() {
    return this.answer?.status() ?? 0;
  }

  /** What the page says in its main part, blanks collapsed, invisible break points removed. */
  async text() {
    const raw = await this.page.$eval('main', (main) => main.innerText);
    return raw.replace(/[\u200b\u00ad\u2060]/g, '').replace(/\s+/g, ' ').trim();
  }

  async close() {
    await this.context.close();
  }
}

/** The outermost element that makes the page wider than the screen, or '' when none does. */
export async function overflow(page) {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (!document.querySelector('meta[name="viewport"][content*="width=device-width"]')) return 'no viewport for phones';
    const whole = Math.max(document.documentElement.scrollWidth, document.body?.scrollWidth ?? 0);
    if (whole <= room) return '';
    const clipped = (element) => {
      for (let up = element.parentElement; up; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== 'visible') return true;
      }
      return false;
    };
    for (const element of document.body.querySelectorAll('*')) {
      const box = element.getBoundingClientRect();
      if (box.right > room + 0.5 && !clipped(element)) return `<${element.tagName.toLowerCase()} class="${element.className}"> to ${Math.round(box.right)} of ${room}`;
    }
    return `${whole} of ${room}`;
  });
}
