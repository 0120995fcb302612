# A disk that becomes full at some point, nine tenths of the matrix among them:
# one message, and the matrix that was there before stays whole.
if ! unshare -rm sh -c 'mkdir -p disk && mount -t tmpfs none disk' 2>/dev/null; then
	echo 'may not mount a small disk'
	exit 77
fi
awk 'BEGIN {
	print "ts,symbol,target,a,b,c,d,e,f,g,h"
	for (i = 0; i < 20000; i++)
		printf "%d,X,1,%d.5,2,3,4,,6,7,%d\n", i, i, i
}' >large.csv
printf 'ts,symbol,target,a\n1,X,1,2\n2,Y,3,4\n' >small.csv
cat >on-disk <<'END'
mount -t tmpfs -o size="$1k" none disk || exit 3
make -s -f "$TOP/pipelines/matrix.mk" IN=small.csv OUT=disk/out >/dev/null
cat disk/out/* 2>/dev/null >was
if make -s -f "$TOP/pipelines/matrix.mk" IN=large.csv OUT=disk/out >/dev/null 2>err; then
	wc -c <disk/out/matrix.npy >whole
	exit 0
fi
grep -v '^make' err >said
[ -s said ] && ! grep -v 'No space left on device' said && echo "told," \
	"$(cat disk/out/* 2>/dev/null | cmp - was && echo kept)" \
	"$(find disk/out -name '*.new*' -o -name '*.rows*' | wc -l)"
exit 1
END
kib=200
while ! unshare -rm sh on-disk $kib >>seen; do
	kib=$((kib + 170))
	[ $kib -lt 5000 ] || break
done
[ "$(wc -l <seen)" -gt 7 ] && echo 'full at many points'
echo 'what is said; what was there; files that are left:'
sort seen | uniq -c | sed 's/^ *[0-9]* //'
cat whole
