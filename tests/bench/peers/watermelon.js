// SPDX-License-Identifier: GPL-3.0-or-later
// WatermelonDB (better-sqlite3) against a server that only hands out pages that it has in memory and takes what comes:
// node watermelon.js DOCUMENTS FOLDER EDITS
const fs = require('fs');
const http = require('http');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const { print, seconds } = require('./report.js');

const PAGE = 5000;

// The other side, in a thread of its own.
function serve(documents) {
  const orders = fs.readFileSync(documents, 'utf8').trimEnd().split('\n');
  const pages = [];
  for (let i = 0; i < orders.length; i += PAGE)
    pages.push('[' + orders.slice(i, i + PAGE).join(',') + ']');
  const server = http.createServer((request, response) => {
    if (request.method === 'POST') {
      const parts = [];
      request.on('data', part => parts.push(part));
      request.on('end', () => response.end(JSON.stringify({ taken: JSON.parse(Buffer.concat(parts)).length })));
    } else {
      response.end(pages[Number(request.url.slice(1))] ?? '[]');
    }
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
}

if (!isMainThread) {
  serve(workerData);
  return;
}

const { Database, Model, appSchema, tableSchema } = require('@nozbe/watermelondb');
const SQLiteAdapter = require('@nozbe/watermelondb/adapters/sqlite').default;
const { synchronize } = require('@nozbe/watermelondb/sync');
const [documents, folder, edits] = process.argv.slice(2);

const orderFields = ['number', 'order_date', 'state', 'buyer_name', 'buyer_tax_number', 'invoice_kind', 'remark',
                     'net_amount', 'tax_amount', 'gross_amount'];
const lineFields = ['position', 'name', 'quantity', 'unit_price', 'tax_rate', 'net_unit_price', 'net_amount',
                    'tax_amount', 'gross_amount'];
const indexed = ['number', 'order_date', 'state', 'buyer_name', 'buyer_tax_number', 'gross_amount', 'order_id'];
const columns = names => names.map(name => ({ name, type: name.endsWith('amount') ? 'number' : 'string',
                                              isOptional: true, isIndexed: indexed.includes(name) }));
const schema = appSchema({ version: 1, tables: [
  tableSchema({ name: 'orders', columns: columns(orderFields) }),
  tableSchema({ name: 'order_lines', columns: columns(['order_id', ...lineFields.filter(name => name !== 'gross_amount')]) }),
] });
class Order extends Model { static table = 'orders'; }
class Line extends Model { static table = 'order_lines'; }

const pick = (from, names) => Object.fromEntries(names.map(name => [name, from[name] ?? null]));

function toRows(orders) {
  const lines = [];
  const heads = orders.map(order => {
    for (const line of order.lines)
      lines.push({ id: line.id, order_id: order.id, ...pick(line, lineFields) });
    return { id: order.id, ...pick(order, orderFields) };
  });
  return { orders: { created: heads, updated: [], deleted: [] }, order_lines: { created: lines, updated: [], deleted: [] } };
}

(async () => {
  const worker = new Worker(__filename, { workerData: documents });
  const port = await new Promise(resolve => worker.once('message', resolve));
  const address = `http://127.0.0.1:${port}/`;
  const adapter = new SQLiteAdapter({ schema, dbName: folder + '/watermelon.db', jsi: false });
  const database = new Database({ adapter, modelClasses: [Order, Line] });
  const n_edits = Number(edits);

  let start = seconds(), total = 0;
  for (let page = 0, came = PAGE; came === PAGE; page++) {
    await synchronize({
      database,
      pullChanges: async () => {
        const orders = await (await fetch(address + page)).json();
        came = orders.length;
        total += came;
        return { changes: toRows(orders), timestamp: page + 1 };
      },
      pushChanges: async () => {},
    });
  }
  print('watermelondb/pull', 'record', total, seconds() - start);

  const orders = (await database.get('orders').query().fetch()).slice(0, n_edits);
  for (let i = 0; i < orders.length; i += 1000)
    await database.write(() => database.batch(orders.slice(i, i + 1000).map(order => order.prepareUpdate(record => {
      record._setRaw('remark', 'edited');
      record._setRaw('state', 'cancelled');
    }))));
  start = seconds();
  await synchronize({
    database,
    pullChanges: async () => ({ changes: {}, timestamp: total + 1 }),
    pushChanges: async ({ changes }) => {
      const updated = changes.orders.updated;
      for (let i = 0; i < updated.length; i += 500)
        await (await fetch(address, { method: 'POST', body: JSON.stringify(updated.slice(i, i + 500)) })).json();
    },
  });
  print('watermelondb/push', 'record', orders.length, seconds() - start);
  process.exit(0);
})().catch(error => { console.error(error); process.exit(1); });
