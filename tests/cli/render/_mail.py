"""A message as an independent parser reads it: its header fields, its parts,
and whatever is wrong with it.  --text prints the text, --html the page;
lines, parts and defects are checked either way."""
import email
import email.policy
import sys


def parts(p, depth=0):
    yield depth, p
    if p.is_multipart():
        for q in p.iter_parts():
            yield from parts(q, depth + 1)


raw = open(sys.argv[-1], "rb").read()
message = email.message_from_bytes(raw, policy=email.policy.default)
head = raw.split(b"\n\n", 1)[0]
for line in raw.split(b"\n"):
    assert len(line) <= (998 if line in head else 76), line
    assert not line.startswith(b"From ") and line != b".", line
assert b"\r" not in raw and b"\0" not in raw
assert raw.isascii() and raw.endswith(b"\n")
ends = 0
for _, p in parts(message):
    assert not p.defects, p.defects
    for name, value in p.items():
        assert not getattr(value, "defects", ()), (name, value.defects)
    if p.is_multipart():
        end = f"\n--{p.get_boundary()}--\n".encode()
        assert raw.count(end) == 1, end
texts = {k: message.get_body((k,)) for k in ("plain", "html")}
for p in texts.values():
    p.get_content().encode()  # UTF-8
pictures = [p for _, p in parts(message) if p["Content-ID"]]
html = texts["html"].get_content()
for p in pictures:
    assert "cid:" + p["Content-ID"].strip("<>") in html
assert html.count("cid:") == len(pictures)

if sys.argv[1] == "--text":
    print(texts["plain"].get_content(), end="")
elif sys.argv[1] == "--html":
    print(html, end="")
else:
    for name, value in message.items():
        if name != "Content-Type":
            print(f"{name}: {value}")
    for a in message["To"].addresses:
        print("  to", repr(a.display_name), a.addr_spec)
    for depth, p in parts(message):
        print("  " * (depth + 1) + p.get_content_type(),
              p.get_filename() or "", p["Content-Disposition"] or "",
              "" if p.is_multipart() else len(p.get_payload(decode=True)))
