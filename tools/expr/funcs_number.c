/* Arithmetic, comparison, logic: gpu-expr(7), "Operators" and "Numbers". */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/civil.h"
#include "../base/num.h"
#include "kernel.h"

/* Checked integer arithmetic. */
#define INT_KERNEL(name, builtin) \
	KERNEL(name) \
	{ \
		const struct vec *x = &args[0], *y = &args[1]; \
		EACH \
			if (builtin(AT(x, i, k), AT(y, i, k), &out->i[k]) && \
			    !vec_is_null(x, k) && !vec_is_null(y, k) && \
			    out_overflow(r, n, out, k) < 0) \
				return -1; \
		return 0; \
	}

#define REAL_KERNEL(name, expression) \
	KERNEL(name) \
	{ \
		const struct vec *v1 = &args[0], *v2 = &args[1]; \
		UNUSED; \
		EACH { \
			double x = AT(v1, d, k), y = AT(v2, d, k); \
			out->d[k] = (expression); \
		} \
		return 0; \
	}

#define REAL1_KERNEL(name, expression) \
	KERNEL(name) \
	{ \
		const struct vec *v = &args[0]; \
		UNUSED; \
		EACH { \
			double x = AT(v, d, k); \
			out->d[k] = (expression); \
		} \
		return 0; \
	}

/* One comparison for integers, reals and texts. */
#define COMPARE_KERNELS(name, sign) \
	KERNEL(name##_int) \
	{ \
		const struct vec *x = &args[0], *y = &args[1]; \
		UNUSED; \
		EACH \
			out->b[k] = AT(x, i, k) sign AT(y, i, k) ? \
			    B_TRUE : B_FALSE; \
		return 0; \
	} \
	KERNEL(name##_real) \
	{ \
		const struct vec *x = &args[0], *y = &args[1]; \
		UNUSED; \
		EACH \
			out->b[k] = AT(x, d, k) sign AT(y, d, k) ? \
			    B_TRUE : B_FALSE; \
		return 0; \
	} \
	KERNEL(name##_bool) \
	{ \
		const struct vec *x = &args[0], *y = &args[1]; \
		UNUSED; \
		EACH \
			out->b[k] = AT(x, b, k) sign AT(y, b, k) ? \
			    B_TRUE : B_FALSE; \
		return 0; \
	}

INT_KERNEL(add_int, __builtin_add_overflow)
INT_KERNEL(sub_int, __builtin_sub_overflow)
INT_KERNEL(mul_int, __builtin_mul_overflow)
REAL_KERNEL(add_real, x + y)
REAL_KERNEL(sub_real, x - y)
REAL_KERNEL(mul_real, x * y)
REAL1_KERNEL(neg_real, -x)
REAL1_KERNEL(abs_real, fabs(x))
REAL1_KERNEL(exp_real, exp(x))
REAL1_KERNEL(same_real, x)
REAL1_KERNEL(f32_real, (double)(float)x)
COMPARE_KERNELS(eq, ==)
COMPARE_KERNELS(ne, !=)
COMPARE_KERNELS(lt, <)
COMPARE_KERNELS(le, <=)
COMPARE_KERNELS(gt, >)
COMPARE_KERNELS(ge, >=)

/* Days and microseconds meet in dates: 28d is a span. */
KERNEL(add_date)
{
	const struct vec *x = &args[0], *y = &args[1];

	EACH
		if (__builtin_add_overflow(AT(x, i, k), civil_floor(
		    AT(y, i, k), US_DAY) / US_DAY, &out->i[k]) &&
		    out_overflow(r, n, out, k) < 0)
			return -1;
	return 0;
}

KERNEL(sub_date)
{
	const struct vec *x = &args[0], *y = &args[1];

	EACH
		if (__builtin_sub_overflow(AT(x, i, k), civil_floor(
		    AT(y, i, k), US_DAY) / US_DAY, &out->i[k]) &&
		    out_overflow(r, n, out, k) < 0)
			return -1;
	return 0;
}

KERNEL(between_dates)
{
	const struct vec *x = &args[0], *y = &args[1];

	EACH
		if ((__builtin_sub_overflow(AT(x, i, k), AT(y, i, k),
		    &out->i[k]) || __builtin_mul_overflow(out->i[k], US_DAY,
		    &out->i[k])) && out_overflow(r, n, out, k) < 0)
			return -1;
	return 0;
}

/* What is no real number is NULL, as x / 0 is. */
KERNEL(sqrt_real)
{
	UNUSED;
	EACH
		if (AT(&args[0], d, k) < 0)
			out_null(r, out, k);
		else
			out->d[k] = sqrt(AT(&args[0], d, k));
	return 0;
}

KERNEL(log_real)
{
	UNUSED;
	EACH
		if (AT(&args[0], d, k) <= 0)
			out_null(r, out, k);
		else
			out->d[k] = log(AT(&args[0], d, k));
	return 0;
}

KERNEL(div_real)
{
	const struct vec *x = &args[0], *y = &args[1];

	UNUSED;
	EACH
		if (AT(y, d, k) == 0)
			out_null(r, out, k);
		else
			out->d[k] = AT(x, d, k) / AT(y, d, k);
	return 0;
}

KERNEL(mod_int)
{
	const struct vec *x = &args[0], *y = &args[1];

	UNUSED;
	EACH {
		int64_t d = AT(y, i, k);

		if (d == 0)
			out_null(r, out, k);
		else
			out->i[k] = d == -1 ? 0 : AT(x, i, k) % d;
	}
	return 0;
}

KERNEL(mod_real)
{
	const struct vec *x = &args[0], *y = &args[1];

	UNUSED;
	EACH
		if (AT(y, d, k) == 0)
			out_null(r, out, k);
		else
			out->d[k] = fmod(AT(x, d, k), AT(y, d, k));
	return 0;
}

KERNEL(neg_int)
{
	const struct vec *x = &args[0];

	EACH
		if (__builtin_sub_overflow(0, AT(x, i, k), &out->i[k]) &&
		    out_overflow(r, n, out, k) < 0)
			return -1;
	return 0;
}

KERNEL(abs_int)
{
	const struct vec *x = &args[0];

	EACH {
		out->i[k] = AT(x, i, k);
		if (out->i[k] < 0 && __builtin_sub_overflow(0, out->i[k],
		    &out->i[k]) && out_overflow(r, n, out, k) < 0)
			return -1;
	}
	return 0;
}

KERNEL(and_bool)
{
	const struct vec *x = &args[0], *y = &args[1];

	UNUSED;
	if (x->step == 1 && y->step == 1) { /* the compiler's vectors */
		const uint8_t *p = x->b, *q = y->b;
		uint8_t *restrict o = out->b;

		EACH
			o[k] = p[k] < q[k] ? p[k] : q[k];
		return 0;
	}
	EACH {
		uint8_t p = AT(x, b, k), q = AT(y, b, k);

		out->b[k] = p < q ? p : q;
	}
	return 0;
}

KERNEL(or_bool)
{
	const struct vec *x = &args[0], *y = &args[1];

	UNUSED;
	if (x->step == 1 && y->step == 1) { /* the compiler's vectors */
		const uint8_t *p = x->b, *q = y->b;
		uint8_t *restrict o = out->b;

		EACH
			o[k] = p[k] > q[k] ? p[k] : q[k];
		return 0;
	}
	EACH {
		uint8_t p = AT(x, b, k), q = AT(y, b, k);

		out->b[k] = p > q ? p : q;
	}
	return 0;
}

KERNEL(not_bool)
{
	const struct vec *x = &args[0];

	UNUSED;
	EACH
		out->b[k] = (uint8_t)(B_TRUE - AT(x, b, k));
	return 0;
}

KERNEL(is_null)
{
	const struct vec *x = &args[0];

	UNUSED;
	EACH
		out->b[k] = x->type == TYPE_NULL || vec_is_null(x, k) ?
		    B_TRUE : B_FALSE;
	return 0;
}

/* How many of the arguments are NULL. */
KERNEL(nulls)
{
	UNUSED;
	EACH
		out->i[k] = 0;
	for (size_t i = 0; i < n->n; i++) {
		const struct vec *x = &args[i];
		bool has_any = x->null || x->type == TYPE_BOOL ||
		    x->type == TYPE_NULL || type_is_text(x->type);

		if (has_any && x->null && x->step == 1)
			EACH /* the compiler's vectors */
				out->i[k] += x->null[k];
		else if (has_any)
			EACH
				out->i[k] += x->type == TYPE_NULL ||
				    vec_is_null(x, k);
	}
	return 0;
}

/* Numbers and times whose first argument is hardly ever NULL. */
static void
coalesce_numbers(struct run *r, const struct node *n, const struct vec *args,
    struct out *out)
{
	memcpy(out->i, args[0].i, out->n * sizeof *out->i);
	EACH {
		struct value v = { .is_null = true };

		if (!args[0].null || !args[0].null[k])
			continue;
		for (size_t i = 1; i < n->n && v.is_null; i++)
			vec_value(&args[i], k, &v);
		out_value(r, out, k, &v);
	}
}

KERNEL(coalesce)
{
	if (out->type != TYPE_BOOL && !type_is_text(out->type) &&
	    args[0].type != TYPE_NULL && args[0].step == 1) {
		coalesce_numbers(r, n, args, out);
		return 0;
	}
	EACH {
		struct value v = { .is_null = true };

		for (size_t i = 0; i < n->n && v.is_null; i++)
			vec_value(&args[i], k, &v);
		out_value(r, out, k, &v);
	}
	return 0;
}

static int
extreme(struct run *r, const struct node *n, const struct vec *args,
    struct out *out, int sign)
{
	EACH {
		struct value best, v;

		vec_value(&args[0], k, &best);
		for (size_t i = 1; i < n->n; i++) {
			vec_value(&args[i], k, &v);
			if (value_cmp(&v, &best) * sign > 0)
				best = v;
		}
		out_value(r, out, k, &best);
	}
	return 0;
}

KERNEL(least)
{
	return extreme(r, n, args, out, -1);
}

KERNEL(greatest)
{
	return extreme(r, n, args, out, 1);
}

/* A step of a rounding function: positive, else NULL. */
KERNEL(floor_int)
{
	const struct vec *x = &args[0], *y = &args[1];

	UNUSED;
	EACH
		if (AT(y, i, k) <= 0)
			out_null(r, out, k);
		else
			out->i[k] = civil_floor(AT(x, i, k), AT(y, i, k));
	return 0;
}

KERNEL(ceil_int)
{
	const struct vec *x = &args[0], *y = &args[1];

	EACH {
		int64_t v = AT(x, i, k), step = AT(y, i, k);

		if (step <= 0) {
			out_null(r, out, k);
			continue;
		}
		out->i[k] = civil_floor(v, step);
		if (out->i[k] != v && __builtin_add_overflow(out->i[k], step,
		    &out->i[k]) && out_overflow(r, n, out, k) < 0)
			return -1;
	}
	return 0;
}

static int
step_real(struct run *r, const struct node *n, const struct vec *args,
    struct out *out, double (*f)(double))
{
	EACH {
		double step = n->n > 1 ? AT(&args[1], d, k) : 1;

		if (!(step > 0))
			out_null(r, out, k);
		else
			out->d[k] = f(AT(&args[0], d, k) / step) * step;
	}
	return 0;
}

KERNEL(floor_real)
{
	return step_real(r, n, args, out, floor);
}

KERNEL(ceil_real)
{
	return step_real(r, n, args, out, ceil);
}

KERNEL(round_real)
{
	UNUSED;
	EACH {
		int64_t places = n->n > 1 ? AT(&args[1], i, k) : 0;
		double x = AT(&args[0], d, k), ten;

		if (places < 0) {
			ten = pow(10, (double)-places);
			out->d[k] = isfinite(ten) ? round(x / ten) * ten : 0;
			continue;
		}
		ten = pow(10, (double)places);
		/* From 2^52 on a double has no decimals to round. */
		out->d[k] = fabs(x * ten) < 0x1p52 ? round(x * ten) / ten : x;
	}
	return 0;
}

KERNEL(same_int)
{
	UNUSED;
	EACH
		out->i[k] = AT(&args[0], i, k);
	return 0;
}

KERNEL(real_of_int)
{
	UNUSED;
	EACH
		out->d[k] = (double)AT(&args[0], i, k);
	return 0;
}

KERNEL(int_of_real)
{
	UNUSED;
	EACH {
		double x = trunc(AT(&args[0], d, k));

		if (x >= -0x1p63 && x < 0x1p63)
			out->i[k] = (int64_t)x;
		else
			out_null(r, out, k);
	}
	return 0;
}

KERNEL(int_of_bool)
{
	UNUSED;
	EACH
		out->i[k] = AT(&args[0], b, k) == B_TRUE;
	return 0;
}

KERNEL(int_of_text)
{
	UNUSED;
	EACH
		if (!num_int(str_trim(AT(&args[0], s, k)), &out->i[k]))
			out_null(r, out, k);
	return 0;
}

KERNEL(real_of_text)
{
	UNUSED;
	EACH
		if (!num_real(str_trim(AT(&args[0], s, k)), &out->d[k]))
			out_null(r, out, k);
	return 0;
}

/* P(|T| > |t|) for Student's T with `df` degrees of freedom, two-sided: the
 * regularised incomplete beta function I_x(df/2, 1/2) at x = df / (df + t^2)
 * by its continued fraction (modified Lentz). */
static double
beta_fraction(double a, double b, double x)
{
	const double tiny = 1e-300;
	double c = 1, d = 1 - (a + b) * x / (a + 1), h;

	d = 1 / (fabs(d) < tiny ? tiny : d);
	h = d;
	for (int m = 1; m <= 300; m++) {
		double m2 = 2.0 * m;
		double e = m * (b - m) * x / ((a + m2 - 1) * (a + m2));

		d = 1 + e * d;
		c = 1 + e / c;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = fabs(c) < tiny ? tiny : c;
		h *= d * c;
		e = -(a + m) * (a + b + m) * x / ((a + m2) * (a + m2 + 1));
		d = 1 + e * d;
		c = 1 + e / c;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = fabs(c) < tiny ? tiny : c;
		h *= d * c;
		if (fabs(d * c - 1) < 1e-15)
			break;
	}
	return h;
}

static double
beta_regularised(double a, double b, double x)
{
	double front;

	if (x <= 0 || x >= 1)
		return x <= 0 ? 0 : 1;
	front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) +
	    b * log1p(-x));
	return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a :
	    1 - front * beta_fraction(b, a, 1 - x) / b;
}

KERNEL(tdist)
{
	UNUSED;
	EACH {
		double t = AT(&args[0], d, k), df = AT(&args[1], d, k);

		if (df > 0)
			out->d[k] = beta_regularised(df / 2, 0.5,
			    df / (df + t * t));
		else
			out_null(r, out, k);
	}
	return 0;
}

#define COMPARISONS(sign, name) \
	{ sign, "ii:b", name##_int, .by_row = true }, \
	{ sign, "rr:b", name##_real, .by_row = true }, \
	{ sign, "mm:b", name##_int, .by_row = true }, \
	{ sign, "dd:b", name##_int, .by_row = true }, \
	{ sign, "bb:b", name##_bool, .by_row = true }

const struct func funcs_number[] = {
	{ "+", "ii:i", add_int, .by_row = true },
	{ "+", "rr:r", add_real, .by_row = true },
	{ "+", "mi:m", add_int, .by_row = true },
	{ "+", "im:m", add_int, .by_row = true },
	{ "+", "di:d", add_date, .by_row = true },
	{ "-", "ii:i", sub_int, .by_row = true },
	{ "-", "rr:r", sub_real, .by_row = true },
	{ "-", "mm:i", sub_int, .by_row = true },
	{ "-", "mi:m", sub_int, .by_row = true },
	{ "-", "dd:i", between_dates, .by_row = true },
	{ "-", "di:d", sub_date, .by_row = true },
	{ "*", "ii:i", mul_int, .by_row = true },
	{ "*", "rr:r", mul_real, .by_row = true },
	{ "/", "rr:r", div_real, .by_row = true },
	{ "%", "ii:i", mod_int, .by_row = true },
	{ "%", "rr:r", mod_real, .by_row = true },
	{ "unary -", "i:i", neg_int, .by_row = true },
	{ "unary -", "r:r", neg_real, .by_row = true },
	{ "&&", "bb:b", and_bool, .lenient = true, .by_row = true },
	{ "||", "bb:b", or_bool, .lenient = true, .by_row = true },
	{ "!", "b:b", not_bool, .lenient = true, .by_row = true },
	COMPARISONS("==", eq),
	COMPARISONS("!=", ne),
	COMPARISONS("<", lt),
	COMPARISONS("<=", le),
	COMPARISONS(">", gt),
	COMPARISONS(">=", ge),
	{ "is null", "a:b", is_null, .lenient = true },
	{ "nulls", "a*:i", nulls, .lenient = true, .by_row = true },
	{ "coalesce", "ii*:i", coalesce, .lenient = true, .by_row = true },
	{ "coalesce", "rr*:r", coalesce, .lenient = true, .by_row = true },
	{ "coalesce", "tt*:t", coalesce, .lenient = true },
	{ "coalesce", "bb*:b", coalesce, .lenient = true, .by_row = true },
	{ "coalesce", "mm*:m", coalesce, .lenient = true, .by_row = true },
	{ "coalesce", "dd*:d", coalesce, .lenient = true, .by_row = true },
	{ "coalesce", "jj*:j", coalesce, .lenient = true },
	{ "least", "ii*:i", least, .by_row = true },
	{ "least", "rr*:r", least, .by_row = true },
	{ "least", "tt*:t", least },
	{ "least", "mm*:m", least, .by_row = true },
	{ "least", "dd*:d", least, .by_row = true },
	{ "greatest", "ii*:i", greatest, .by_row = true },
	{ "greatest", "rr*:r", greatest, .by_row = true },
	{ "greatest", "tt*:t", greatest },
	{ "greatest", "mm*:m", greatest, .by_row = true },
	{ "greatest", "dd*:d", greatest, .by_row = true },
	{ "abs", "i:i", abs_int, .by_row = true },
	{ "abs", "r:r", abs_real, .by_row = true },
	{ "sqrt", "r:r", sqrt_real, .by_row = true },
	{ "exp", "r:r", exp_real, .by_row = true },
	{ "log", "r:r", log_real, .by_row = true },
	{ "floor", "ii:i", floor_int, .by_row = true },
	{ "floor", "mi:m", floor_int, .by_row = true },
	{ "floor", "r?r:r", floor_real, .by_row = true },
	{ "ceil", "ii:i", ceil_int, .by_row = true },
	{ "ceil", "mi:m", ceil_int, .by_row = true },
	{ "ceil", "r?r:r", ceil_real, .by_row = true },
	{ "round", "r?i:r", round_real, .by_row = true },
	{ "int", "i:i", same_int, .by_row = true },
	{ "int", "r:i", int_of_real, .by_row = true },
	{ "int", "b:i", int_of_bool, .by_row = true },
	{ "int", "t:i", int_of_text },
	{ "real", "i:r", real_of_int, .by_row = true },
	{ "real", "r:r", same_real, .by_row = true },
	{ "real", "t:r", real_of_text },
	{ "f32", "r:r", f32_real, .by_row = true },
	{ "f32", "t:r", real_of_text },
	{ "tdist", "rr:r", tdist, .by_row = true },
	{ 0 }
};
