# Rows that don't fit go to a file and are counted.
printf 'id,v\n1,1.5\n2,x\n3\n4,"a,""b"\n5,\n' >a.csv
gpu-extract --reject bad -T v=real a.csv | gpu-render -f csv
cat bad
gpu-extract --reject bad -T v=real a.csv |
	gpu-agg rejected='fact(rejected)' | gpu-render -f csv
gpu-extract -T 'v=real?' --reject bad a.csv | gpu-render -f csv
