# Inputs that declare an order are merged by what is common to all of them.
order() {
	grep -a '^order' || echo 'no order'
}
printf 'class,user,n\na,x,1\na,z,2\n"",x,3\n,y,4\n' >p.csv
printf 'user,class,n,more\nx,a,10.5,m\ny,a,20,m\nx,b,30,m\n' >q.csv
gpu-extract p.csv -s class,user -o p.rows
gpu-extract q.csv -s class,user -o q.rows
echo by class and user:
gpu-extract P=p.rows Q=q.rows | tee both.rows | gpu-render -f csv
order <both.rows
gpu-extract Q=q.rows P=p.rows -c class,source | tee both.rows |
	gpu-render -f csv
order <both.rows
gpu-extract -s class p.rows q.rows | order
echo as far as it is common:
gpu-extract q.csv -s class -o q1.rows
gpu-extract p.rows q1.rows | order
gpu-extract q.csv -s class,n -o q2.rows
gpu-extract p.rows q2.rows p.rows | order
echo the same name, another type:
gpu-extract p.csv -s n -o pn.rows
gpu-extract q.csv -s n -o qn.rows
gpu-extract pn.rows qn.rows -c n | tee both.rows | gpu-render -f csv
order <both.rows
echo one that declares nothing:
gpu-extract p.rows q.csv -c class,user | tee both.rows | gpu-render -f csv
order <both.rows
echo time and more:
printf 't,k\n2026-10-01 10:00,b\n2026-10-01 09:00,c\n' >s.csv
printf 't,k\n2026-10-01 10:00,a\n2026-10-01 08:00,d\n' >t.csv
gpu-extract s.csv -s t,k -o s.rows
gpu-extract t.csv -s t,k -o t.rows
gpu-extract s.rows t.rows | tee both.rows | gpu-render -f csv
order <both.rows
gpu-extract s.rows t.csv | tee both.rows | gpu-render -f csv
order <both.rows
echo numbers that differ as int only:
printf 'k,j\n9007199254740992,5\n9007199254740993,1\n' >big.csv
gpu-extract big.csv -s k,j -o big.rows
gpu-extract big.rows big.rows | order
gpu-extract -T k=real big.rows big.rows | tee both.rows | gpu-render -f csv
order <both.rows
echo promises that are broken:
cat p.rows p.rows >broken.rows
gpu-extract q.rows broken.rows | gpu-render -f csv
