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
    import pandas as pd
    if query is None:
        return print("pandas", pd.__version__)
    {"Q1": pandas_q1, "sums": pandas_sums}.get(query, pandas_panel)(pd, query)


def pandas_sums(pd, query):
    """The roll-up's sums, of eight of the columns."""
    u, r, m, q = ("pod_%s_seconds" % x for x in (
        "usage_cpu_core", "request_cpu_core", "usage_memory_byte",
        "request_memory_byte"))
    keys = ["interval_start", "namespace", "node", "pod_labels"]
    t = pd.read_csv(os.environ["DATA"] + "/csv/pods.csv",
                    usecols=keys + [u, r, m, q],
                    dtype={x: float for x in (u, r, m, q)})
    t["interval_start"] = t.interval_start.str[:10]
    t["e"] = t[[u, r]].max(axis=1)
    s = t.groupby(keys, sort=False)[[u, r, "e", m, q]].sum() / 3600
    s[[m, q]] /= 2 ** 30
    s.reset_index()[keys[:3] + [u, r, "e", m, q, keys[3]]].to_csv(
        sys.stdout, index=False)


def pandas_panel(pd, how):
    """The panel filled, as an array that is saved; prints what with."""
    import numpy as np
    path = os.environ["DATA"] + "/csv/panel.csv"
    names = [x for x in pd.read_csv(path, nrows=0) if x.startswith("x_")]
    t = pd.read_csv(path, dtype={x: np.float32 for x in names + ["target"]})
    t = t[np.isfinite(t.target)]
    fill = t[names].median() if how == "median" else pd.Series(0.0, names)
    np.save(os.environ["WORK"] + "/pandas.npy",
            t[names].fillna(fill).to_numpy(np.float32))
    fill.to_csv(sys.stdout, header=False)


def pandas_q1(pd, query):
    """From databases, the window and the columns pushed down."""
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
