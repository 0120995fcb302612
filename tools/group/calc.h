#ifndef GPU_GROUP_CALC_H
#define GPU_GROUP_CALC_H
/* The calc (expr/calc.h) that renderers are given. */

#include "../expr/calc.h"

extern const struct calc group_calc;

#endif
