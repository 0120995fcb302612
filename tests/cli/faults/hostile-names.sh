# Nothing of the data is taken for markup, a second line, a control sequence or
# a query, in any format: not names of columns, not values, not names of inputs.
python3 - >hostile.csv <<'END'
import csv, io, sys
bad = ["<script>alert(1)</script>", "a\nb", "\x1b[31mred\x1b[0m", '"; DROP TABLE t; --',
       "</style><img src=x onerror=alert(2)>", "a&b'c\"d", "| x | `y` | *z*",
       "\x00nul", "\x9b31m", "\u202egnp.exe", "=1+1", "\udcff\udcfe", "line\rback",
       "{{7*7}} {x} %s %n", "]]>", "\u2028sep", "tab\there"]
text = io.StringIO(newline="")
out = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
names = [n for n in bad if "\x00" not in n]
out.writerow(names + ["n"])
for k, b in enumerate(bad):
    out.writerow([b] * len(names) + [k])
sys.stdout.buffer.write(text.getvalue().encode("utf-8", "surrogateescape"))
END
gpu-extract -T '*=text,n=int' hostile.csv >h.rows
cat >page.layout <<'END'
title "Of {count()} rows"
section a "The rows"
  from h by `<script>alert(1)</script>`
    col `=1+1` "One"
    col n "Number" bar max(n)
    col label=concat(`a&b'c"d`, "!") "Label" cut 40
END
for f in table csv tsv line json jsonl md html prom types; do
	gpu-render -f $f h.rows >out.$f 2>err || { echo "$f: status $? $(cut -c 1-80 err)"; }
done
for f in text html json; do
	gpu-render -f $f -l page.layout h.rows >out.page-$f 2>err ||
		{ echo "page $f: status $? $(cut -c 1-80 err)"; }
done
gpu-render -f sqlite -o h.db h.rows || echo "sqlite: status $?"
python3 "$TESTS/cli/faults/_markup.py" out.*
