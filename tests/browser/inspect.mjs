// Judges of a page: axe-core in the browser, the Nu HTML checker on the source.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const VNU = require.resolve('vnu-jar/build/dist/vnu.jar');
const AXE_MS = 30_000;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Rules of axe-core that the page breaks, one line each. Injected from outside, so the page's policy stays as it is. */
export async function accessibility(visitor) {
  const { page } = visitor;
  // axe waits on timers, which a page without JavaScript does not have; the page itself was loaded without.
  await page.setJavaScriptEnabled(true);
  const result = await run(page);
  await page.setJavaScriptEnabled(visitor.javascript);
  if (result.passes.length === 0) throw new Error(`axe-core judged nothing at ${page.url()}`);
  return result.violations.map((broken) => {
    const where = broken.nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${(node.failureSummary ?? '').split('\n')[1]?.trim() ?? ''}`);
    return `${broken.id}: ${broken.help} (${where.join('; ')})`;
  });
}

async function run(page) {
  const options = { runOnly: { type: 'tag', values: RULES }, resultTypes: ['violations'] };
  await page.evaluate(AXE);
  const judged = page.evaluate((chosen) => globalThis.axe.run(document, chosen), options);
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`axe-core did not finish at ${page.url()}`)), AXE_MS);
  });
  return Promise.race([judged, late]).finally(() => clearTimeout(timer));
}

/** What the Nu HTML checker says, for sources by name; warnings count as well. */
export async function markup(sources) {
  const folder = mkdtempSync(join(tmpdir(), 'sujarit-markup-'));
  try {
    const names = new Map();
    for (const [name, source] of sources) {
      const file = join(folder, `${names.size}.html`);
      writeFileSync(file, source);
      names.set(file, name);
    }
    const { messages } = JSON.parse(await vnu(['--format', 'json', '--stdout', '--exit-zero-always', ...names.keys()]));
    return messages.map((one) => {
      const file = decodeURIComponent((one.url ?? '').replace(/^file:\/*/, '/'));
      return `${names.get(file) ?? file}, line ${one.lastLine}: ${one.message} (${(one.extract ?? '').trim()})`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function vnu(args) {
  return new Promise((resolve, reject) => {
    execFile('java', ['-Xss1m', '-jar', VNU, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`the Nu HTML checker failed: ${error.message} ${stderr}`));
      else resolve(stdout);
    });
  });
}
