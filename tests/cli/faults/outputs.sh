# No output where there should be one, in every program and format: status 1,
# one line, nothing left, the old file in place.
"$TOP/scripts/gpu-sample" --hosts 3 >small.tsv
gpu-extract -f tsv -T '*=text,Disk=int,timestamp=time' small.tsv >small.rows
# For the folder that may not be written, the programs run as nobody.
mkdir bin
cp "$BUILD"/gpu-extract "$BUILD"/gpu-bucket "$BUILD"/gpu-filter \
    "$BUILD"/gpu-agg "$BUILD"/gpu-render bin
chmod 711 "$TMPDIR"
PATH=$PWD/bin:$PATH
python3 "$TESTS/cli/faults/_outputs.py" small.rows
