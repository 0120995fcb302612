# any_rows N: N rows in no order as a stream: texts, reals, NULLs, bools, times.
any_rows() {
	printf 'one\n1\n' | gpu-extract -f csv - |
		gpu-bucket "n=range(0,$1,1)" 'h=n*2654435761%1000003' \
			'key=n*7919%1000' 'x=real(h%977)/8' \
			'text=key%7==0?null:hash(text(h%5000),"a")' \
			'small=f32(n%64)' 'even=key%3==0?null:n%2==0' \
			'at=time("2026-10-01 00:00:00")+h%86400*1000000' \
			'day=date(at)' 'j=json(text(key))' \
			'none=n<0?1:null'
}
