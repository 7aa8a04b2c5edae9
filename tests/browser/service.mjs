// A Sujarit of one's own: the real binary on a free loopback port, with a throw-away folder.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const BINARY = process.env.SUJARIT_BIN ?? fileURLToPath(new URL('../../target/release/sujarit', import.meta.url));
const START_MS = 120_000; // sixty cases are sealed before a demonstration answers
const STOP_MS = 10_000;

/** A demonstration: the fictional agency with its officers and cases, as `sujarit demo` tells them. */
export async function demo() {
  const service = await start('demo', ['--json']);
  const told = JSON.parse(readFileSync(service.told, 'utf8'));
  return Object.assign(service, { agency: told.agency, officers: told.officers, cases: told.cases });
}

/** An empty installation, with the one-time address at which it is set up. */
export async function empty() {
  const service = await start('serve', []);
  const found = await until(() => service.output().match(SETUP_ADDRESS), START_MS);
  if (!found) throw await service.failed('printed no set-up address');
  return Object.assign(service, { setup: pathOf(found[0]) });
}

/** The one-time address for one more agency, as `sujarit agency add` prints it beside the running service. */
export async function anotherAgency(service) {
  const told = await command(service, ['agency', 'add']);
  const found = told.match(SETUP_ADDRESS);
  if (!found) throw new Error(`sujarit agency add printed no set-up address: ${told}`);
  return pathOf(found[0]);
}

/** Adds an officer with the recovery kit, as `sujarit officer add` does; gives the first password. */
export async function addOfficer(service, agency, { login, name, post, roles }, kit) {
  const told = await command(service, ['officer', 'add', '--agency', agency, '--login', login, '--name', name, '--post', post, '--roles', roles], `${kit}\n`);
  const found = told.match(/first password: (.+)/);
  if (!found) throw new Error(`sujarit officer add printed no password: ${told}`);
  return found[1].trim();
}

/** Runs a command on the same installation; its files lie in the folder that the defaults name. */
function command(service, args, input = '') {
  return new Promise((resolve, reject) => {
    const child = execFile(BINARY, args, { cwd: service.folder }, (error, stdout, stderr) => {
      if (error) reject(new Error(`sujarit ${args.join(' ')}: ${error.message}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
    child.stdin.end(input);
  });
}

const SETUP_ADDRESS = /https?:\/\/[^\s"]*\/setup[^\s"]*/;

function pathOf(address) {
  const { pathname, search } = new URL(address);
  return pathname + search;
}

async function start(command, told) {
  if (!existsSync(BINARY)) throw new Error(`no binary at ${BINARY}: run cargo build --release, or set SUJARIT_BIN`);
  const folder = mkdtempSync(join(tmpdir(), 'sujarit-service-'));
  const port = await freePort();
  const json = join(folder, 'told.json');
  const args = [command, '--listen', `127.0.0.1:${port}`, '--folder', join(folder, 'data')];
  if (told.length) args.push(...told, json);
  const child = spawn(BINARY, args, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (piece) => { output += piece; });
  child.stderr.on('data', (piece) => { output += piece; });
  const gone = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`exit ${code ?? signal}`));
  });
  let ended = null;
  gone.then((how) => { ended = how; });
  const kill = (signal) => {
    try { process.kill(-child.pid, signal); } catch { /* already gone */ }
  };
  const last = () => kill('SIGKILL');
  process.once('exit', last);
  const stop = async () => {
    kill('SIGTERM');
    const how = await Promise.race([gone, sleep(STOP_MS, 'still running', { ref: false })]);
    kill('SIGKILL');
    process.removeListener('exit', last);
    rmSync(folder, { recursive: true, force: true });
    if (how === 'still running') throw new Error(`sujarit ${command} did not stop within ${STOP_MS} ms`);
  };
  const failed = async (why) => {
    kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    return new Error(`sujarit ${args.join(' ')}: ${why}\n${output}`);
  };
  const origin = `http://127.0.0.1:${port}`;
  const ready = await until(async () => {
    if (ended) return true;
    const answer = await fetch(`${origin}/health`).catch(() => null);
    return answer?.ok && (!told.length || existsSync(json));
  }, START_MS);
  if (ended) throw await failed(ended);
  if (!ready) throw await failed(`not ready after ${START_MS} ms`);
  return { origin, folder, told: json, output: () => output, stop, failed };
}

async function until(condition, limit) {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    const value = await condition();
    if (value) return value;
    await sleep(100);
  }
  return null;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
