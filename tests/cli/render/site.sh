# What pages of a site need: the pages beside it, links, parts of their own with
# their data, layouts made of others; nothing that data bring leads astray.
cat >nav.layout <<'END'
nav "Hosts & co" index.html
nav Help "https://pool.example/help?a=1&b=2"
END
cat >page.layout <<'END'
@nav.layout
title "Hosts"
json hosts map hosts host gpus
json names list hosts host
json odd rows hosts
section hosts "Hosts"
  from hosts
    col host "Host" link concat("hosts/", host, ".html")
    col gpus "GPUs" link where
  text @words.md
  html @part.html odd names
END
echo 'See [here](other.html), [not here](javascript:alert(1)) or [//x](//evil).' >words.md
echo '<p id="part">As it is</p>' >part.html
gpu-extract -T gpus=int - -o hosts.rows <<'END'
host,gpus,where
a</script><b>,2,javascript:x
b|)c,4,https://x.example/
plain,1,java%09script:x
plain2,1,//evil.example
plain3,1,\\evil.example
plain4,1,mailto:ada@pool.example
plain5,1,data:text/html
none,,
END
gpu-render -l page.layout -f html hosts.rows | sed -n '/<main>/,$p'
for f in md json text; do gpu-render -l page.layout -f $f hosts.rows; done
echo 'a message has no pages beside it:'
gpu-render -l page.layout -f mail --from a@b.example --to c@b.example hosts.rows |
    python3 -c 'import email, email.policy, sys
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
print(m.get_body(("html",)).get_content())' | grep -o '<a href[^>]*>\|<script.*\|<nav.*'
echo 'faults:'
check() { cat >bad.layout; gpu-render -l bad.layout -f html hosts.rows; }
echo 'nav x javascript:y' | check
echo 'nav x' | check
printf 'section x ""\n\n  col a b\n' | check
printf 'title T\n@bad.layout\n' >other.layout
gpu-render -l other.layout hosts.rows
printf 'title T\n@bad.layout\n' | check
echo '@none.layout' | check
printf 'section x ""\n  html @part.html none\n' | check
printf 'section x ""\n  html @none.html\n' | check
printf 'section x ""\n  html part.html\n' | check
printf 'json x list hosts\n' | check
printf 'json x list hosts no\nsection x ""\n html @part.html x\n' | check
printf 'json x map hosts host\n' | check
printf 'json x many hosts\n' | check
printf 'section x ""\n from hosts\n col host H link gpus\n' | check
printf 'json x map hosts gpus host\nsection x ""\n html @part.html x\n' | check
printf '@page.layout hosts none\n' | check
printf '@page.layout odd\n' | check
echo 'sections of another layout:'
cat >many.layout <<'END'
title "Not this one"
section a "A"
  note "a"
section b "B"
  note "b"
@page.layout
section c "C"
  note "c"
END
cat >some.layout <<'END'
title "Some"
@many.layout c a
section d "D"
  note "d"
END
gpu-render -l some.layout hosts.rows
echo 'a pivot with columns that no row has:'
printf 'at,host,n\n1,a,7\n3,a,8\n3,b,9\n' | gpu-extract -T at=int,host=text,n=int - -o cells.rows
printf 'at\n3\n1\n2\n1\n4\n' | gpu-extract -T at=int - -o all.rows
printf 'at\n1\n2\n' | gpu-extract -T at=int - -o some.rows
printf 'at\n1\n' | gpu-extract -T at=text - -o texts.rows
for over in all some texts none cells; do
	echo "json $over pivot cells host at n null over $over" >pivot.layout
	gpu-render -l pivot.layout -f json cells.rows all.rows some.rows texts.rows
done
gpu-filter 'n > 9' <cells.rows | gpu-render -l pivot.layout -f json cells=-
echo 'json x pivot cells host at n null over' >pivot.layout
gpu-render -l pivot.layout -f json cells.rows
