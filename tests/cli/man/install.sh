# `make install` copies and builds nothing, what it copied works from there,
# and `make uninstall` takes it back.
to=$PWD/root
run() {
	make -s -C "$TOP" "$@" DESTDIR="$to" PREFIX=/usr
}
run install B="$BUILD"
(cd "$to/usr" && ls -d bin/* share/man/man?/* share/gputally/*)
PATH=$to/usr/bin:/usr/bin:/bin
"$to/usr/share/gputally/scripts/sample-month" data 2026-10 --hosts 2
make -s -f "$to/usr/share/gputally/pipelines/nightly.mk" DATA=data OUT=out
head -n 1 out/report.txt
run uninstall B="$BUILD"
find "$to" -type f
mkdir empty
run install B="$PWD/empty" 2>/dev/null || echo 'nothing is built'
find empty -type f
