# For the cases here: small inputs for each kind of chart.
cat >use.csv <<'EOF'
at,used,all,least,most
2026-10-01 22:00:00,3,8,2,4
2026-10-01 23:00:00,5,8,4,7
2026-10-02 00:00:00,,8,,
2026-10-02 01:00:00,4,10,3,5
2026-10-02 05:00:00,6,10,5,7.5
EOF
cat >days.csv <<'EOF'
day,kind,hours
2026-09-30,own,1200.5
2026-09-30,lent,300
2026-10-01,own,900
2026-10-02,"<b>&""lent",250.25
2026-10-02,own,1000
EOF
cat >users.csv <<'EOF'
user,hours,idle
ada,12.5,2.5
"<script>alert(1)</script>",4,1
ben & co,0.5,
EOF
cat >waits.csv <<'EOF'
wait,jobs
0,40
1,25
3,5
EOF
cat >boxes.csv <<'EOF'
pool,least,q1,median,q3,most
a,1,2,4,7,9
b,2,3,3.5,4,12
c,2,3,,4,12
EOF
cat >cells.csv <<'EOF'
hour,device,percent,state
0,A,10,idle
0,B,95.5,busy
1,A,60,busy
1,B,,
2,B,0,idle
EOF
cat >runs.csv <<'EOF'
gpu,since,until,why
GPU-1,2026-10-01 08:00:00,2026-10-01 09:30:00,draining
GPU-2,2026-10-01 08:30:00,2026-10-01 08:30:00,draining
GPU-2,2026-10-01 10:00:00,,broken
GPU-1,2026-10-01 09:30:00,2026-10-01 12:00:00,broken
EOF
gpu-extract -T at=time,used=int,all=int,least=real,most=real use.csv -o use.rows
cat >full.csv <<'EOF'
at,used,full
2026-10-01 00:00:00,3,false
2026-10-01 01:00:00,8,true
2026-10-01 02:00:00,8,true
2026-10-01 03:00:00,5,false
2026-10-01 04:00:00,8,true
2026-10-01 09:00:00,8,true
EOF
gpu-extract -T at=time,used=int,full=bool full.csv -o full.rows
gpu-extract -T day=date,kind=text,hours=real days.csv -o days.rows
gpu-extract -T user=text,hours=real,idle=real users.csv -o users.rows
gpu-extract -T wait=int,jobs=int waits.csv -o waits.rows
gpu-extract -T 'pool=text,*=real' boxes.csv -o boxes.rows
gpu-extract -T hour=int,device=text,percent=real,state=text cells.csv \
    -o cells.rows
gpu-extract -T gpu=text,since=time,until=time,why=text runs.csv -o runs.rows

# A picture without its style, which is the same in all.
picture() {
	gpu-render -f svg --chart "$@" | sed '/^<style>$/,/^<\/style>$/d'
}
