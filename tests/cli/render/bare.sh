# --bare: CSV as programs write it that know neither types nor NULL.
printf 'a,b,c,d\n8.0,,"",{}\n-0.0,1e15,x,"a,""b"\n1e16,0.10,".0",5.0\n' |
	gpu-extract -T 'd=text' -o in.rows
gpu-render -f csv in.rows
gpu-render -f csv --bare in.rows
gpu-render -f tsv --bare in.rows
