// SPDX-License-Identifier: GPL-3.0-or-later
// PouchDB (LevelDB) against pouchdb-server (LevelDB), over HTTP on loopback: node pouchdb.js TASK SERVER FOLDER ORDERS EDITS
const fs = require('fs');
const readline = require('readline');
const PouchDB = require('pouchdb');
const { print, seconds, median } = require('./report.js');

const [task, server, folder, orders, edits] = process.argv.slice(2);
const batch = { batch_size: 1000, batches_limit: 10 };
const records = Number(orders), changes = Number(edits);

async function seed() {
  const remote = new PouchDB(server);
  let waiting = [];
  for await (const line of readline.createInterface({ input: fs.createReadStream(folder) })) {
    const order = JSON.parse(line);
    order._id = order.id;
    waiting.push(order);
    if (waiting.length === 1000)
      await remote.bulkDocs(waiting.splice(0));
  }
  await remote.bulkDocs(waiting);
}

async function pull(local) {
  const start = seconds();
  const result = await local.replicate.from(server, batch);
  print('pouchdb/pull', 'record', records, seconds() - start);
  if (result.docs_written < records)
    throw new Error(`only ${result.docs_written} records came`);
}

async function push(local) {
  const remark = 'edited ' + Date.now();
  for (let done = 0, from; done < changes;) {
    const { rows } = await local.allDocs({ include_docs: true, limit: Math.min(1000, changes - done), startkey: from,
                                           skip: from ? 1 : 0 });
    for (const { doc } of rows) {
      doc.remark = remark;
      doc.lines[0].quantity = '7';
    }
    await local.bulkDocs(rows.map(row => row.doc));
    from = rows[rows.length - 1].key;
    done += rows.length;
  }
  const start = seconds();
  const result = await local.replicate.to(server, batch);
  print('pouchdb/push', 'record', changes, seconds() - start);
  if (result.docs_written < changes)
    throw new Error(`only ${result.docs_written} edits went`);
}

async function nothing(local) {
  const times = [];
  for (let i = 0; i < 10; i++) {
    const start = seconds();
    await local.replicate.from(server, batch);
    times.push(seconds() - start);
  }
  print('pouchdb/nothing', 'sync', 1, median(times));
}

async function delta(local) {
  const remote = new PouchDB(server), times = [];
  for (let i = 0; i < 7; i++) {
    const order = (await remote.allDocs({ limit: 1, skip: i, include_docs: true })).rows[0].doc;
    order.remark = 'changed ' + i + Date.now();
    await remote.put(order);
    const start = seconds();
    await local.replicate.from(server, batch);
    times.push(seconds() - start);
  }
  print('pouchdb/delta', 'sync', 1, median(times));
}

(async () => {
  if (task === 'seed')
    return seed();
  const local = new PouchDB(folder, { auto_compaction: true, revs_limit: 20 });
  for (const step of [pull, push, nothing, delta])
    await step(local);
})().catch(error => { console.error(error); process.exit(1); });
