# What -S takes.
for size in 1M 1048576 1024K 2G 1048575 1023K 0 -1M 1.5M 1MB M '' \
    9999999999999G; do
	rc=0
	gpu-filter -S "$size" true </dev/null 2>err || rc=$?
	case $(cat err) in
	*'nothing came'*) echo "$size" ;;
	*) echo "$rc $(cat err)" ;;
	esac
done
