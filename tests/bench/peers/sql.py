"""Peers that are modules of Python: sql.py duckdb|chdb|polars|pandas [SQL]."""
import glob
import os
import sys


def duckdb(sql):
    import duckdb
    if sql is None:
        return print("DuckDB", duckdb.__version__, "(python)")
    duckdb.execute(sql)


def chdb(sql):
    import chdb
    if sql is None:
        return print("chDB", chdb.__version__, "(python)")
    sys.stdout.write(str(chdb.query(sql, "CSVWithNames")))


def polars(sql):
    import polars
    if sql is None:
        return print("polars", polars.__version__, "(python)")
    data = os.environ["DATA"]
    if os.environ["FROM_KIND"] == "csv":
        table = polars.scan_csv(data + "/csv/*.csv", infer_schema_length=0)
    else:
        table = polars.scan_parquet(data + "/parquet/*.parquet")
    polars.SQLContext(t=table).execute(sql).collect().write_csv(sys.stdout)


def pandas(query):
    """Q1 from databases, the window and the columns pushed down."""
    import pandas as pd
    if query is None:
        return print("pandas", pd.__version__)
    import sqlite3
    data = os.environ["DATA"]
    parts = []
    for path in sorted(glob.glob(data + "/db/*.db")):
        with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as db:
            parts.append(pd.read_sql(
                "SELECT timestamp, Name, AssignedGPUs, State, GPUs_DeviceName,"
                " PrioritizedProjects, Machine FROM gpu_state"
                " WHERE timestamp BETWEEN ? AND ? AND AssignedGPUs <> ''"
                " AND GPUs_DeviceName IS NOT NULL", db,
                params=(os.environ["FROM"], os.environ["TO"])))
    t = pd.concat(parts, ignore_index=True)
    with open(data + "/masked_hosts.txt") as lines:
        t = t[~t.Machine.isin(lines.read().split())]
    t["b"] = pd.to_datetime(t.timestamp).dt.floor("15min")
    t["class"] = "Shared"
    t.loc[t.PrioritizedProjects.fillna("") != "", "class"] = "Priority"
    t.loc[t.Name.str.contains("backfill", case=False), "class"] = "Backfill"
    t["claimed"] = t.State == "Claimed"
    g = t.groupby(["b", "class", "AssignedGPUs"], sort=False).agg(
        device=("GPUs_DeviceName", "first"), claimed=("claimed", "max"))
    g = g.reset_index()
    g["buckets"] = g.b.nunique()
    every = pd.concat([g, g.assign(device="ALL")])
    every.groupby(["class", "device"]).agg(
        buckets=("buckets", "first"), total=("claimed", "size"),
        claimed=("claimed", "sum")).reset_index().to_csv(
            sys.stdout, index=False)


{"duckdb": duckdb, "chdb": chdb, "polars": polars, "pandas": pandas}[
    sys.argv[1]](sys.argv[2] if len(sys.argv) > 2 else None)
