"""Looks into the outputs of hostile-names.sh for anything of the data that is
not plain text there.  A format made for programs gives the data back as they
are; one made for people shows no control sequence."""
import csv
import html.parser
import io
import json
import re
import sqlite3
import unicodedata

TAGS = set("html head meta title style body header footer main nav section "
           "h1 h2 h3 h4 p div span table caption thead tbody tfoot tr th td "
           "colgroup col svg g rect line polyline polygon path text tspan "
           "circle desc a ul ol li details summary figure figcaption b i em "
           "strong small br hr time abbr dl dt dd button label input "
           "".split())
with open("hostile.csv", "rb") as f:
    ROWS = list(csv.reader(io.StringIO(f.read().decode("utf-8",
                                                       "surrogateescape"),
                                       newline="")))
HEAD, ROWS = ROWS[0], ROWS[1:]


def read(name):
    with open(name, "rb") as f:
        return f.read()


def shown(name, text):
    """Text for people: no control or direction character but newline."""
    for c in set(text) - {"\n", "\t" if "html" in name else "\n"}:
        if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs"):
            print("%s: U+%04X is not escaped" % (name, ord(c)))


class Page(html.parser.HTMLParser):
    def __init__(self, name):
        super().__init__()
        self.name = name

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            print("%s: a tag <%s>" % (self.name, tag))
        for key, value in attrs:
            if key.startswith("on") or "<" in (value or "") or \
                    "script" in (value or "").lower() and key in (
                        "href", "src", "style"):
                print("%s: <%s %s=%r>" % (self.name, tag, key, value))

    def handle_comment(self, data):
        print("%s: a comment: %r" % (self.name, data[:50]))

    def unknown_decl(self, data):
        print("%s: a declaration: %r" % (self.name, data[:50]))


def page(name):
    text = read(name).decode()
    shown(name, text)
    Page(name).feed(text)
    if "alert(1)" not in text:
        print("%s: the data are not there" % name)
    style = re.search("<style>.*?</style>", text, re.S)
    if style and "alert" in style.group():
        print("%s: data in the style" % name)


def mended(s):
    """As JSON shows it: bytes that are no UTF-8 are replaced."""
    return s.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def same_rows(name, head, rows):
    if head != [mended(x) for x in HEAD]:
        print("%s: columns %r" % (name, head))
    if [list(map(str, r)) for r in rows] != ROWS:
        print("%s: other rows" % name)


def tsv_text(s):
    return re.sub(r"\\(.)", lambda m: {"t": "\t", "n": "\n", "r": "\r",
                                       "\\": "\\"}[m.group(1)], s)


def check_json(name, rows):
    for row, want in zip(rows, ROWS):
        if [mended(x) for x in want[:-1]] != list(row.values())[:-1] or \
                [mended(x) for x in HEAD] != list(row.keys()):
            print("%s: another row %r" % (name, row))
    if len(rows) != len(ROWS):
        print("%s: %d rows" % (name, len(rows)))


def main():
    back = "utf-8", "surrogateescape"
    got = list(csv.reader(io.StringIO(read("out.csv").decode(*back),
                                      newline="")))
    same_rows("csv", got[0], got[1:])
    lines = read("out.tsv").decode(*back).split("\n")
    got = [[tsv_text(x) for x in line.split("\t")] for line in lines[:-1]]
    same_rows("tsv", got[0], got[1:])
    lines = read("out.line").decode(*back).split("\n")
    if len(lines) != len(ROWS) * (len(HEAD) + 1):  # blank ones between
        print("line: %d lines" % len(lines))
    check_json("json", json.loads(read("out.json")))
    check_json("jsonl", [json.loads(x) for x in
                         read("out.jsonl").splitlines()])
    json.loads(read("out.page-json"))
    for name in "out.html", "out.page-html":
        page(name)
    for name in "out.table", "out.page-text":
        shown(name, read(name).decode())
    text = read("out.md").decode()
    shown("md", text)
    for row in text.splitlines():
        if row.startswith("|") and len(re.findall(r"(?<!\\)\|", row)) != \
                len(HEAD) + 1:
            print("md: %r" % row)
        rest = row.replace("<br>", "")  # a newline in a cell
        if "<" in rest or re.search(r"(?<!\\)`", rest):
            print("md: not escaped: %r" % row)
    for row in read("out.prom").decode().split("\n")[:-1]:
        if not re.fullmatch(r"# (TYPE|HELP) \w+ \w+|\w+(\{(\w+=\"([^\"\\]|"
                            r"\\[n\\\"])*\",?)*\})? [-+.\w]+", row):
            print("prom: %r" % row)
    if read("out.types").count(b"\n") != 1:
        print("types: more than a line")
    db = sqlite3.connect("h.db")
    db.text_factory = lambda b: b.decode(*back)
    if db.execute("SELECT name FROM sqlite_schema").fetchall() != [("h",)]:
        print("sqlite: other tables")
    got = db.execute("SELECT * FROM h")
    same_rows("sqlite", [mended(x) for x in HEAD], got)


main()
