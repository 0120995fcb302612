// Peers that are modules of node: sql.mjs duckdb|chdb|polars [SQL].
import { createRequire } from 'module';
import { writeSync } from 'fs';

const load = createRequire(process.env.BENCH_PEERS + '/x.js');
const [engine, sql] = process.argv.slice(2);

// All of a text: a pipe takes it in pieces.
function put(text) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let n = 0; n < bytes.length;) n += writeSync(1, bytes, n);
}

async function duckdb() {
  const { DuckDBInstance, version } = load('@duckdb/node-api');
  const db = await (await DuckDBInstance.create(':memory:')).connect();
  if (sql === undefined) return put(`DuckDB ${version()} (node)\n`);
  await db.run(sql);
}

function chdb() {
  const { query } = load('chdb');
  if (sql === undefined)
    return put(`chDB (ClickHouse ${query('SELECT version()', 'TSVRaw').trim()}, node)\n`);
  put(query(sql, 'CSVWithNames'));
}

function polars() {
  const pl = load('nodejs-polars');
  if (sql === undefined) return put(`polars ${pl.version} (node)\n`);
  const data = process.env.DATA;
  const table = process.env.FROM_KIND === 'csv' ?
    pl.scanCSV(data + '/csv/*.csv', { inferSchemaLength: 0 }) :
    pl.scanParquet(data + '/parquet/*.parquet');
  put(new pl.SQLContext({ t: table }).execute(sql).collectSync().writeCSV());
}

const engines = { duckdb, chdb, polars };
if (!(engine in engines)) process.exit(1);
await engines[engine]();
process.exit(0);
