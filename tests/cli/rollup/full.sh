# A disk that becomes full at some point of the roll-up: it is said, and the
# tables that were there before stay.
. "$TESTS/cli/rollup/_roll.sh"
if ! unshare -rm sh -c 'mkdir -p disk && mount -t tmpfs none disk' 2>/dev/null; then
	echo 'may not mount a small disk'
	exit 77
fi
python3 "$PODS" make in 21
head -n 30 in/pods.csv >pods.csv
cp -r in few
mv pods.csv few/pods.csv
cat >on-disk <<'END'
mount -t tmpfs -o size="$1k" none disk || exit 3
make -s -f "$TOP/pipelines/rollup.mk" IN=few OUT=disk/out >/dev/null 2>&1 || exit 1
cat disk/out/*.csv >was
if make -s -f "$TOP/pipelines/rollup.mk" IN=in OUT=disk/out >/dev/null 2>err; then
	exit 0
fi
grep -v '^make' err >said
[ -s said ] && grep -q 'No space left on device' said && echo "told," \
	"$(cat disk/out/*.csv | cmp - was && echo kept)" \
	"$(cd disk/out && find . -name '*.rows.*' -o -name '.*.new')"
exit 1
END
kib=140
while ! unshare -rm sh on-disk $kib >>seen; do
	kib=$((kib + 16))
	[ $kib -lt 1000 ] || break
done
[ "$(wc -l <seen)" -gt 2 ] && echo 'full at several points'
sort seen | uniq -c | sed 's/^ *[0-9]* //'
