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
  if (sql === 'median' || sql === 'zero') return panel(pl, sql);
  const table = process.env.FROM_KIND === 'csv' ?
    pl.scanCSV(data + '/csv/*.csv', { inferSchemaLength: 0 }) :
    pl.scanParquet(data + '/parquet/*.parquet');
  put(new pl.SQLContext({ t: table }).execute(sql).collectSync().writeCSV());
}

// The panel filled, in memory; prints what with.
function panel(pl, how) {
  const path = process.env.DATA + '/csv/panel.csv';
  const names = pl.readCSV(path, { nRows: 1 }).columns
    .filter((name) => name.startsWith('x_'));
  const table = pl.readCSV(path)
    .withColumns(...names.map((name) => pl.col(name).cast(pl.Float32)));
  const fill = how === 'zero' ? names.map(() => 0) :
    table.select(...names).median().row(0);
  table.withColumns(...names.map((name, i) =>
    pl.col(name).fillNull(pl.lit(fill[i]).cast(pl.Float32))));
  put(names.map((name, i) => `${name},${fill[i]}\n`).join(''));
}

const engines = { duckdb, chdb, polars };
if (!(engine in engines)) process.exit(1);
await engines[engine]();
process.exit(0);
