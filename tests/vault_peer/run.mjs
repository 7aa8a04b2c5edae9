// Exchanges sealed objects with an independent implementation of the envelope.
//
//   node run.mjs <peer.js>  < request.json  > answer.json
//
// The peer is a plain script that sets globalThis.WBE1. The request holds a case sealed by Sujarit, with the
// secrets of its readers and the expected contents; everything in it is opened with the peer. The answer holds a
// case sealed by the peer to the same readers, for Sujarit to open. Any disagreement ends with a message and exit 1.

import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const bytes = (text) => new Uint8Array(Buffer.from(text, 'hex'));

async function everything(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

async function sign(identity, label, message) {
  const labelled = Buffer.concat([Buffer.from(`${label}\0`), message]);
  return new Uint8Array(await crypto.subtle.sign('Ed25519', identity.sig, labelled));
}

const recordHash = (peer, record) => peer.sha(Buffer.from('WBE1 record-header\0'), record.slice(0, 204));

async function openOurs(peer, request, readers) {
  const code = peer.unletters(request.letters);
  assert.equal(peer.digits(code), request.digits, 'digits of the code');
  assert.equal(peer.letters(code), request.letters, 'letters of the code');
  const keys = await peer.deriveCode(code, bytes(request.instance));
  assert.equal(hex(keys.lookup), request.lookup_id, 'lookup id');
  assert.equal(hex(keys.id.id), hex(readers[0].id), 'key id of the reporter');

  const header = await peer.parseHeader(bytes(request.header));
  assert.equal(hex(header.hash), request.header_hash, 'header hash');
  const unsigned = bytes(request.header).slice(0, -64);
  const signature = bytes(request.header).slice(-64);
  assert.ok(await peer.verify(header.repSig, 'WBE1 case-header-sig', unsigned, signature), 'header signature');

  for (const [index, reader] of readers.entries()) {
    const wrap = bytes(request.wraps[index]);
    assert.ok(await peer.verify(header.repSig, 'WBE1 wrap-sig', wrap.slice(0, -64), wrap.slice(-64)), 'wrap signature');
    const dek = await peer.unwrap(header, wrap, reader);
    for (const record of request.records) {
      const sealed = bytes(record.bytes);
      const opened = await peer.openRecord(header, dek, sealed);
      assert.equal(opened.kind, record.kind, 'kind');
      assert.equal(hex(opened.data), record.content, 'content');
      const signed = peer.cat(await recordHash(peer, sealed), await peer.sha(sealed.slice(204)));
      assert.ok(await peer.verify(header.repSig, 'WBE1 record-sig', signed, bytes(record.signature)), 'record signature');
    }
  }
}

async function sealTheirs(peer, request, readers) {
  const code = peer.newCode();
  const keys = await peer.deriveCode(code, bytes(request.instance));
  const reporter = keys.id;
  const dek = peer.rnd(32);
  const header = await peer.newHeader(bytes(request.instance), 1, dek, reporter, 7n, peer.rnd(32));
  const recipients = [[1, reporter], [2, readers[1]], [2, readers[2]], [3, readers[3]]];
  const wraps = [];
  for (const [role, to] of recipients) {
    wraps.push(hex(await peer.wrap(header, dek, role, to.kemPk, to.id, reporter)));
  }
  const records = [];
  for (const wanted of request.records) {
    const parts = [];
    const source = new Blob([bytes(wanted.content)]);
    for await (const part of peer.sealRecord(header, dek, { kind: wanted.kind, author: reporter.id }, source)) {
      parts.push(part);
    }
    const sealed = peer.cat(...parts);
    const signed = peer.cat(await recordHash(peer, sealed), await peer.sha(sealed.slice(204)));
    records.push({
      kind: wanted.kind,
      content: wanted.content,
      bytes: hex(sealed),
      signature: hex(await sign(reporter, 'WBE1 record-sig', signed)),
    });
  }
  return {
    letters: peer.letters(code),
    digits: peer.digits(code),
    lookup_id: hex(keys.lookup),
    header: hex(header.bytes),
    wraps,
    records,
  };
}

const [, , path] = process.argv;
if (!path) throw new Error('usage: node run.mjs <peer.js>');
await import(pathToFileURL(path));
const peer = globalThis.WBE1;
const request = JSON.parse(await everything(process.stdin));
const readers = [];
for (const seeds of request.readers) {
  readers.push(await peer.identity(bytes(seeds).slice(0, 32), bytes(seeds).slice(32)));
}
await openOurs(peer, request, readers);
process.stdout.write(JSON.stringify(await sealTheirs(peer, request, readers)));
