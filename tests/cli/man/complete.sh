# The manual has every function, aggregate, option of a layout and limit that
# the sources have.
cd "$TOP" || exit 1
sed -n 's/^	{ "\([a-z][a-z0-9_]*\)", ".*:.*/\1/p' tools/expr/funcs_*.c |
	grep -v '^neg$' >"$OLDPWD/names" # -x
sed -n 's/^	{ "\([a-z]*\)", AGG_.*/\1/p' tools/expr/aggs.c >>"$OLDPWD/names"
sort -u "$OLDPWD/names" | while read -r name; do
	grep -Eq "Fn $name( |\$)" man/gpu-expr.7 || echo "gpu-expr(7) lacks $name"
done
sed -n 's/^		{ "\([a-z]*\)", take_.*/\1/p;s/.*{ "\([a-z]*\)", take_[a-z]* },$/\1/p' \
    tools/render/layout.c | sort -u | while read -r word; do
	grep -Eq "Ic $word( |\$)" man/gpu-policy.5 || echo "gpu-policy(5) lacks $word"
done
{
	sed -n 's/.*{ "\([a-z]*\)", FORM_.*/\1/p' tools/render/form.c
	sed -n 's/.*str_eq(word, S("\([a-z]*\)").*/\1/p' tools/render/form.c
} | sort -u | while read -r word; do
	grep -Eq "^\.It Cm (.* )?$word( |\$)" man/gpu-policy.5 ||
		echo "gpu-policy(5) lacks the format $word"
done
sed -n 's/.*\[F_[A-Z]*\] = { "\([a-z]*\)".*/\1/p' tools/gpu-render.c |
	while read -r name; do
		grep -qx "\.It Cm $name" man/gpu-render.1 ||
			echo "gpu-render(1) lacks $name"
	done
