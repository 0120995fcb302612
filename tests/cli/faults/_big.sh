# For the cases here: big.rows, a stream of several chunks; $TYPES, as the
# collector means its columns.
TYPES='*=text,GPUs_GlobalMemoryMb=int,GPUsAverageUsage=real,Disk=int,timestamp=time'
"$TOP/scripts/gpu-sample" --hosts "${HOSTS:-60}" >big.tsv
gpu-extract -f tsv -T "$TYPES" big.tsv >big.rows
