"""Reads a stream as gpu-rows(5) describes it, and prints it as TSV.  Written
from the page, not from the programs; hashes are not looked at."""
import math
import struct
import subprocess
import sys

data = sys.stdin.buffer.read()
facts = "--facts" in sys.argv


def text_of(at):
    n, = struct.unpack_from("<I", data, at)
    return data[at + 4:at + 4 + n].decode()


def words(line):
    """A word, a JSON string, and what follows."""
    kind, rest = line.split(" ", 1)
    end = rest.index('"', 1)
    return kind, rest[1:end], rest[end + 1:].split()


def codes(block, width, n):
    return [int.from_bytes(block[k * width:(k + 1) * width], "little")
            for k in range(n)]


def numbers(block, n, kind):
    return list(struct.unpack_from("<%d%s" % (n, kind), block))


def dictionary(block, n, kind, flags):
    if kind == "bool":
        return [None, False, True]
    if kind in ("text", "json"):
        width = 4 if flags & 32 else 2
        at, values = width * n, []
        for length in codes(block, width, n):
            values.append(block[at:at + length].decode())
            at += length
        assert at == len(block)
    else:
        values = numbers(block, n, "d" if kind in ("real", "f32") else "q")
    return [None] + values[1:]


def bitmap(block, rows):
    return [block[r // 8] >> r % 8 & 1 for r in range(rows)]


def raw(block, n, is_packed):
    if is_packed:
        block = subprocess.run(["zstd", "-dcq"], input=block,
                               stdout=subprocess.PIPE, check=True).stdout
    assert len(block) == n
    return block


def planes(block, width, n):
    return [sum(block[b * n + k] << 8 * b for b in range(width))
            for k in range(n)]


class Entry:
    def __init__(self, frame, at):
        (self.column, self.encoding, self.width, self.base, self.places,
         self.flags,
         self.n, data_at, data_n, data_raw, _, dict_at, dict_n, dict_raw,
         self.entries, _) = struct.unpack_from("<HBBHBBIIIIQIIIIQ", frame, at)
        self.data = raw(frame[data_at:data_at + data_n], data_raw,
                        self.flags & 1)
        self.dictionary = raw(frame[dict_at:dict_at + dict_n], dict_raw,
                              self.flags & 2)
        assert data_at % 8 == 0 and dict_at % 8 == 0


def decode(e, kind, rows, entries, kinds):
    if e.encoding == 0:
        if kind in ("text", "json"):
            value = None if not e.n else dictionary_of_one(e)
        elif not e.data:
            value = None
        elif kind == "bool":
            value = [None, False, True][codes(e.data, 8, 1)[0]]
        else:
            value, = numbers(e.data, 1,
                             "d" if kind in ("real", "f32") else "q")
        return [value] * rows
    if e.encoding == 1:
        values = dictionary(e.dictionary, e.n, kind, e.flags)
        return [values[c] for c in codes(e.data, e.width, rows)]
    if e.encoding == 2:
        base = entries[e.base]
        assert base.encoding == 1
        values = dictionary(e.dictionary, e.n, kind, e.flags)
        of_base = codes(e.data, e.width, base.n)
        return [values[of_base[c]]
                for c in codes(base.data, base.width, rows)]
    if e.encoding == 3:
        if e.width == 8:
            values = numbers(e.data, e.n,
                             "d" if kind in ("real", "f32") else "q")
        else:
            of = dictionary(e.dictionary, e.entries, kind, e.flags)
            values = [of[c] for c in codes(e.data, e.width, e.n)]
        at = (e.n * e.width + 3) // 4 * 4
        out, begin = [], 0
        for value, end in zip(values, codes(e.data[at:], 4, e.n)):
            out += [value] * (end - begin)
            begin = end
        return out
    if e.encoding == 7:
        return dictionary(e.dictionary, e.n, kind, e.flags)[1:]
    has, block = [1] * rows, e.data
    if e.flags & 8:
        has, block = bitmap(block, rows), block[(rows + 63) // 64 * 8:]
    if e.encoding in (4, 5):
        least, = numbers(block, 1, "q")
        values = [least + x for x in (planes if e.flags & 4 else codes)(
            block[8:], e.width, e.n)]
        if e.encoding == 5:
            values = [v / 10 ** e.places for v in values]
    else:
        assert e.encoding == 6
        values = numbers(block, e.n, "f" if e.width == 4 else "d")
    if e.flags & 16:
        values = iter(values)
        return [next(values) if h else None for h in has]
    return [v if h else None for v, h in zip(values, has)]


def dictionary_of_one(e):
    return e.dictionary[4 if e.flags & 32 else 2:].decode()


def shown(value, kind):
    if value is None:
        return r"\N"
    if kind == "bool":
        return "true" if value else "false"
    if kind in ("time", "date"):
        from datetime import datetime, timedelta
        span = timedelta(microseconds=value) if kind == "time" else \
            timedelta(days=value)
        text = str(datetime(1970, 1, 1) + span)
        return text if kind == "time" else text[:10]
    if kind == "f32" and math.isfinite(value):  # the shortest that is it
        for digits in range(1, 10):
            short = float("%.*g" % (digits, value))
            if struct.pack("<f", short) == struct.pack("<f", value):
                break
        return repr(short)
    if kind in ("real", "f32"):
        return repr(value)
    return str(value)


at = number = rows_seen = chunks = 0
columns = None
while at < len(data):
    magic, kind, version, flags, head, count, size = struct.unpack_from(
        "<4scBHIIQ", data, at)
    assert magic == b"\x93GRW" and version == 1 and flags in (0, 1)
    assert head % 8 == 0 and size % (8 if flags else 64) == 0
    assert count == number
    number += 1
    frame = data[at:at + size]
    if kind == b"S":
        lines = [words(x) for x in text_of(at + 32).splitlines()]
        columns = [(x[1], x[2][0]) for x in lines if x[0] == "column"]
        if not facts:
            print("\t".join(x[0] for x in columns))
    elif kind == b"C":
        rows, n, zero, least, greatest, first = struct.unpack_from(
            "<IHHqqQ", frame, 32)
        assert zero == 0 and first == rows_seen
        entries = {}
        for k in range(n):
            e = Entry(frame, 64 + 56 * k)
            entries[e.column] = e
        assert list(entries) == sorted(entries)
        kinds = [x[1] for x in columns]
        out = [decode(entries[c], kinds[c], rows, entries, kinds)
               if c in entries else [None] * rows
               for c in range(len(columns))]
        for row in zip(*out):
            if not facts:
                print("\t".join(shown(v, k) for v, k in zip(row, kinds)))
        rows_seen += rows
        chunks += 1
    elif kind == b"E":
        assert struct.unpack_from("<QQ", frame, 32) == (rows_seen, chunks)
        if facts:
            print(text_of(at + 56), end="")
        number = rows_seen = chunks = 0
    else:
        sys.exit("frame " + repr(kind))
    at += size
