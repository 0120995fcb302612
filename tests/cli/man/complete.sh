# The manual has every function, aggregate, format and layout word that the
# sources have.
# Each name on standard input must match: $1 before it, $2 behind, $3 page.
all_in() {
	while read -r name; do
		grep -Eq "$1$name$2" "$TOP/man/$3" || echo "$3 lacks $name"
	done
}
cd "$TOP/tools" || exit 1
{
	cat expr/funcs_*.c | grep -oE '^	\{ "[a-z_0-9]+", "[a-z?*]*:' |
		sed 's/.*{ "//;s/".*//;/^neg$/d'
	grep -oE '"[a-z]+", AGG' expr/aggs.c | sed 's/"//;s/".*//'
} | sort -u | all_in 'Fn ' '( |$)' gpu-expr.7
grep -oE '"[a-z]+", take_' render/layout.c | sed 's/"//;s/".*//' |
	all_in 'Ic ' '( |$)' gpu-policy.5
{
	grep -oE '"[a-z]+", FORM_' render/form.c | sed 's/"//;s/".*//'
	grep -oE 'str_eq\(word, S\("[a-z]+"' render/form.c |
		sed 's/.*("//;s/"//'
} | all_in '^\.It Cm (.* )?' '( |$)' gpu-policy.5
grep -oE '\[F_[A-Z]+\] = \{ "[a-z]+"' gpu-render.c | sed 's/.*{ "//;s/"//' |
	all_in '^\.It Cm ' '$' gpu-render.1
