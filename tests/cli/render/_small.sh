# For the cases here: small.rows, a few rows of all types and odd texts.
cat >small.csv <<'EOF'
name,n,x,at,day,ok,list
plain,1,1.5,2026-10-01 00:00:00,2026-10-01,true,"[1,""a""]"
"",-2,,2026-10-01 00:05:00.25,2026-10-02,false,{}
,,1e300,2026-10-01 00:10:00,,,
"a,""b""
c	d\e",3,0.001,2026-10-01 00:15:00,2026-10-01,true,"""s"""
<b>&'x'|*,4,-1.0,2026-10-01 00:20:00,2026-10-01,,[]
EOF
gpu-extract -T name=text,n=int,x=real,at=time,day=date,ok=bool,list=json \
    small.csv -o small.rows
