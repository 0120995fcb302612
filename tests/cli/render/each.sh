# One file for each value, under a name that can't leave the folder.
. "$TESTS/cli/render/_small.sh"
mkdir out
printf 'name\n../x\n.y\nz\n../x\n""\n' >b.csv
gpu-extract -T name=text b.csv | gpu-render -f csv --each name -o 'out/%s.csv'
ls -A out
cat out/%2E.%2Fx.csv
gpu-render -f csv --each name -o out/x.csv small.rows 2>&1 || echo "status $?"
