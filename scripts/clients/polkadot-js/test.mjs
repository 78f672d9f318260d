// What a client that knows nothing of this chain but its metadata can do: follow it, transfer, shield, read events, and decode
// blocks that hold bundles.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const UNIT = 10n ** 18n;
const wallet = (...args) =>
  JSON.parse(execFileSync(process.env.SERO_WALLET_BINARY, [...args, '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
const step = (text) => console.log(`ok - ${text}`);

const api = await ApiPromise.create({ provider: new WsProvider(process.env.SERO_NODE), noInitWarn: true });
const deadline = setTimeout(() => {
  console.error('the test took longer than four minutes');
  process.exit(1);
}, 240_000);

/** Waits until a predicate holds of new heads of one kind. */
const heads = (subscribe, enough) =>
  new Promise((resolve, reject) => {
    const seen = [];
    let stop;
    subscribe((header) => {
      seen.push(header.number.toNumber());
      if (enough(seen)) {
        stop?.();
        resolve(seen);
      }
    }).then((unsubscribe) => (stop = unsubscribe), reject);
  });

/** Waits until the best chain has a height. */
const reached = (height) => heads((listener) => api.rpc.chain.subscribeNewHeads(listener), (seen) => seen.at(-1) >= height);

/** Signs, sends and waits for the block; fails with the chain's own error. */
const included = (extrinsic, signer) =>
  new Promise((resolve, reject) => {
    let stop;
    extrinsic
      .signAndSend(signer, (result) => {
        if (result.dispatchError) {
          const error = result.dispatchError;
          reject(new Error(error.isModule ? api.registry.findMetaError(error.asModule).name : error.toString()));
        } else if (result.status.isInBlock) {
          stop?.();
          resolve({ hash: result.status.asInBlock, events: result.events });
        }
      })
      .then((unsubscribe) => (stop = unsubscribe), reject);
  });

try {
  assert.equal(api.runtimeVersion.specName.toString(), 'sero');
  assert.ok(api.tx.shielded.shield && api.tx.shielded.submit && api.events.shielded.NoteAdded);
  step('metadata names the shielded pool');

  const fresh = await heads((listener) => api.rpc.chain.subscribeNewHeads(listener), (seen) => seen.length >= 3);
  assert.ok(fresh.at(-1) > fresh[0]);
  step(`new heads ${fresh[0]} to ${fresh.at(-1)}`);

  const final = await heads((listener) => api.rpc.chain.subscribeFinalizedHeads(listener), (seen) => seen.at(-1) >= 3);
  step(`finalised heads up to ${final.at(-1)}`);

  const keyring = new Keyring({ type: 'sr25519' });
  const [alice, zoe] = ['//Alice', '//Zoe'].map((uri) => keyring.addFromUri(uri));
  await included(api.tx.balances.transferKeepAlive(zoe.address, 3n * UNIT), alice);
  assert.equal((await api.query.system.account(zoe.address)).data.free.toBigInt(), 3n * UNIT);
  step('a signed transfer between plain accounts');

  const { wire } = wallet('one-time-address');
  const sero = new Uint8Array(32);
  sero.set(new TextEncoder().encode('SERO'));
  const shield = await included(api.tx.shielded.shield(wire, { Token: sero }, 5n * UNIT), alice);
  const added = shield.events.find(({ event }) => api.events.shielded.NoteAdded.is(event));
  assert.ok(added, 'the note is in the events');
  assert.equal(added.event.data.note.asPublic.value.toBigInt(), 5n * UNIT);
  assert.equal(added.event.data.note.asPublic.to.toHex(), wire);
  step('shield, and its note in the events');

  // The wallet pays privately as soon as it can; then the block with the bundle must decode like any other.
  let sent;
  let before;
  for (;;) {
    wallet('sync');
    const { assets } = wallet('balance');
    before = (await api.rpc.chain.getHeader()).number.toNumber();
    if (Number(assets[0].spendable) > 1) {
      sent = wallet('send', wallet('address').address, '0.5');
      break;
    }
    await reached(before + 3);
  }
  // Blocks went on while the wallet worked, so each one since then is looked at.
  let block;
  for (let number = before + 1; block === undefined; number += 1) {
    await reached(number);
    const found = await api.rpc.chain.getBlock(await api.rpc.chain.getBlockHash(number));
    if (found.block.extrinsics.some((extrinsic) => extrinsic.method.section === 'shielded')) block = found;
  }
  const bundle = block.block.extrinsics.find((extrinsic) => extrinsic.method.section === 'shielded');
  assert.equal(bundle.method.method, 'submit');
  const body = bundle.method.args[0].body;
  assert.ok(body.inputs.length >= 2 && body.outputs.length >= 2);
  assert.equal(body.inputs.some((input) => input.nil.toHex() === sent.id), true);
  step(`chain.getBlock decodes block ${block.block.header.number} with a bundle of ${body.inputs.length} inputs`);

  const at = await api.at(block.block.header.hash);
  const records = await at.query.system.events();
  const applied = records.filter(({ event }) => api.events.shielded.BundleApplied.is(event));
  assert.equal(applied.length, 1);
  step('the events of that block tell of the bundle');
} finally {
  clearTimeout(deadline);
  await api.disconnect();
}
console.log('7 passed, 0 failed');
process.exit(0);
