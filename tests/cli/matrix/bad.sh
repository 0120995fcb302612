# What can't be made into a matrix: one clear message, a status, and what was
# there before stays.
python3 "$TESTS/cli/matrix/_panel.py" make 3
mk() {
	make -s -f "$TOP/pipelines/matrix.mk" OUT=out "$@" >plan
}
try() {
	rc=0
	mk "$@" 2>err || rc=$?
	grep -v '^make' err | sed "s,$TOP/,," | cut -c 1-160
	echo "status $rc: $*; $(find out -type f ! -path '*/work/[dsl]*' | sort | tr '\n' ' ')"
}
mk IN=panel.csv
cp out/matrix.npy was.npy
cp out/index.csv was.csv
cp out/meta.json was.json
cut -d, -f 1,2,4- panel.csv >targetless.csv
try IN=targetless.csv
head -n 1 panel.csv >header.csv
try IN=header.csv
: >nothing.csv
try IN=nothing.csv
try IN=nowhere.csv
mkdir folder
try IN=folder
printf 'ts,symbol,target,a,b\n1,X,0.5,inf,\n2,Y,1,-inf,nan\n' >infinite.csv
try IN=infinite.csv
printf 'ts,symbol,target,a,b\n1,X,inf,1,\n2,Y,,2,nan\n' >aimless.csv
try IN=aimless.csv
printf 'ts,symbol,target,a\n1,X,1,1\n,Y,2,2\n3,,3,3\n' >nameless.csv
try IN=nameless.csv
printf 'ts,symbol,target,a\n1,X,1,1\nsoon,Y,2,2\n' >timeless.csv
try IN=timeless.csv
printf 'ts,symbol,target,a\n1,X,1,1\n2,Y,"2,2\n' >broken.csv
try IN=broken.csv
try IN=panel.csv MIN_CS=100
try IN=panel.csv IMPUTE=mode
try IN=panel.csv MAX_NAN=half
try IN=panel.csv SAMPLE=3
try IN=panel.sqlite TABLE=nothing
cp -r dir gone && chmod 0 gone/A.csv
[ "$(id -u)" = 0 ] && rm gone/A.csv && ln -s nowhere gone/A.csv
try IN=gone
echo nosuch >names
try IN=panel.csv COLUMNS=names
cmp out/matrix.npy was.npy && cmp out/index.csv was.csv &&
cmp out/meta.json was.json && echo 'all is as it was'
# A disk that is full before the matrix is whole.
awk 'BEGIN { print "ts,symbol,target,a,b,c,d,e,f,g,h"
	for (i = 0; i < 20000; i++)
		printf "%d,X,1,%d.5,2,3,4,5,6,7,%d\n", i, i, i }' >large.csv
said=$( (trap '' XFSZ; ulimit -f 580; mk IN=large.csv 2>&1) | grep -v '^make')
echo "$said" | sed 's/panel.rows/matrix.npy.new/; s/^tee: .*: /FULL: /; s/^gpu-render: .*: /FULL: /'
cmp out/matrix.npy was.npy && cmp out/meta.json was.json && ls out out/work
