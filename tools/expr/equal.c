#include "equal.h"

bool
expr_equal(const struct node *x, const struct node *y)
{
	if (x == y)
		return true;
	if (x->kind != y->kind || x->type != y->type || x->n != y->n)
		return false;
	switch (x->kind) {
	case NODE_CONST:
		if (x->value.is_null != y->value.is_null || (!x->value.is_null
		    && value_cmp(&x->value, &y->value) != 0))
			return false;
		break;
	case NODE_COLUMN:
		return x->column == y->column;
	case NODE_CALL:
		if (x->func != y->func || x->regex || y->regex)
			return false;
		break;
	case NODE_CASE:
		break;
	default:
		return false;
	}
	for (size_t i = 0; i < x->n; i++)
		if (!expr_equal(x->args[i], y->args[i]))
			return false;
	return true;
}
