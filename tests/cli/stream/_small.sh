# For the cases here: small.rows, a stream of a few hundred rows as it is in a
# pipe, and kept.rows, the same as a file has it.
"$TOP/scripts/gpu-sample" --hosts 3 | head -n 301 >small.tsv
gpu-extract -f tsv -T '*=text,GPUs_GlobalMemoryMb=int,GPUsAverageUsage=real,Disk=int,timestamp=time' \
    -c Name,gpu=AssignedGPUs,State,timestamp --chunk 100 small.tsv |
    tee small.rows | gpu-extract --chunk 100 - -o kept.rows
