#include "adsin.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "../base/num.h"
#include "../rows/bounds.h"
#include "../rows/intern.h"
#include "bytes.h"
#include "cell.h"
#include "coder.h"
#include "collect.h"
#include "jsontext.h"

/* What is known of an attribute after the first pass. */
struct attribute {
	enum type type;        /* TYPE_NULL: no value so far */
	const struct typed *given;
	uint64_t conflict;     /* line of the object that has another type */
	enum type other;
};

struct adsin {
	struct source source;
	struct bytes *bytes;
	struct jsontext text;
	struct str rest;       /* of the bytes that came last */
	bool is_lines, at_end;
	struct arena run, batch;
	const struct typed *types;
	size_t ntypes;
	struct intern names;   /* of attributes; id - 1 is the column */
	struct attribute *attributes;
	size_t cap;
	struct request request;
	struct coder coder;
	ptrdiff_t *of_out;     /* column of the source, or -1 */
};

static struct adsin *
of(struct source *s)
{
	return (struct adsin *)s;
}

/* The next object: 1, 0 at the end of a whole input, -1. */
static int
next_object(struct adsin *s, json_t **object, struct fault *f)
{
	struct str text;
	json_error_t error;
	int got;

	while ((got = jsontext_next(&s->text, &s->rest, &text, f)) == 0) {
		got = bytes_next(s->bytes, &s->rest, f);
		if (got < 0)
			return -1;
		if (got == 0) {
			if (jsontext_end(&s->text, f) < 0)
				return fault_at(f, "%s", s->source.name);
			return 0;
		}
	}
	if (got < 0)
		return fault_at(f, "%s", s->source.name);
	*object = json_loadb(text.p, text.n, JSON_ALLOW_NUL, &error);
	if (!*object)
		return fault_data(f, "%s: line %" PRIu64 ": no JSON: %s",
		    s->source.name, s->text.object_line +
		    (uint64_t)(error.line > 0 ? error.line - 1 : 0),
		    error.text);
	return 1;
}

static enum type
type_of(const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_TRUE:
	case JSON_FALSE:
		return TYPE_BOOL;
	case JSON_INTEGER:
		return TYPE_INT;
	case JSON_REAL:
		return TYPE_REAL;
	case JSON_STRING:
		return TYPE_TEXT;
	case JSON_ARRAY:
	case JSON_OBJECT:
		return TYPE_JSON;
	case JSON_NULL:
		break;
	}
	return TYPE_NULL;
}

static int
see_value(struct adsin *s, const char *key, const json_t *v, struct fault *f)
{
	struct attribute *a;
	enum type t = type_of(v);
	uint32_t known = s->names.n, id = intern_text(&s->names, str_of(key));

	if (s->names.n > known) {
		if (id > MAX_COLUMNS)
			return fault_data(f, "%s: line %" PRIu64 ": more than "
			    "%d different attributes", s->source.name,
			    s->text.object_line, MAX_COLUMNS);
		mem_grow(&s->attributes, &s->cap, id, sizeof *s->attributes);
		s->attributes[id - 1] = (struct attribute){
		    .given = typed_find(s->types, s->ntypes, str_of(key)) };
	}
	a = &s->attributes[id - 1];
	if (t == TYPE_NULL || t == a->type || a->conflict > 0)
		return 0;
	if (a->type == TYPE_NULL) {
		a->type = t;
	} else if (type_is_number(a->type) && type_is_number(t)) {
		a->type = TYPE_REAL;
	} else {
		a->conflict = s->text.object_line;
		a->other = t;
	}
	return 0;
}

static int
first_pass(struct adsin *s, struct fault *f)
{
	struct schema *schema = &s->source.schema;
	json_t *object, *v;
	const char *key;
	int got;

	jsontext_open(&s->text, s->is_lines);
	while ((got = next_object(s, &object, f)) > 0) {
		int done = 0;

		json_object_foreach(object, key, v)
			if (done == 0)
				done = see_value(s, key, v, f);
		json_decref(object);
		if (done < 0)
			return -1;
	}
	if (got < 0)
		return -1;
	schema->n = s->names.n - 1;
	schema->columns = NEW(&s->run, struct column, schema->n + 1);
	s->source.is_weak = NEW0(&s->run, bool, schema->n + 1);
	for (size_t i = 0; i < schema->n; i++) {
		const struct attribute *a = &s->attributes[i];
		struct column *c = &schema->columns[i];

		c->name = s->names.s[i + 1];
		c->type = a->given ? a->given->type :
		    a->type == TYPE_NULL ? TYPE_TEXT : a->type;
		s->source.is_weak[i] = !a->given && a->type == TYPE_NULL;
	}
	return 0;
}

/* An object may lack any attribute: no column is missing. */
static int
require(const struct source *source, struct str column, struct fault *f)
{
	(void)source, (void)column, (void)f;
	return 0;
}

static int
start(struct source *source, const struct request *r, struct fault *f)
{
	struct adsin *s = of(source);
	const struct schema *out = r->schema;
	bool *want = NEW0(&s->run, bool, out->n + 1);

	s->request = *r;
	s->of_out = NEW(&s->run, ptrdiff_t, out->n + 1);
	for (size_t i = 0; i < out->n; i++) {
		ptrdiff_t k = schema_find(&source->schema,
		    out->columns[i].name);
		const struct attribute *a;

		s->of_out[i] = k;
		want[i] = k >= 0 && (r->want[i] ||
		    (r->has_window && (ptrdiff_t)i == r->time));
		if (!want[i])
			continue;
		a = &s->attributes[k];
		if (a->conflict > 0 && !a->given)
			return fault_data(f, "%s: line %" PRIu64 ": attribute "
			    "%s is %s here and %s before: say which (-T)",
			    source->name, a->conflict,
			    quoted(out->columns[i].name), type_name(a->other),
			    type_name(a->type));
	}
	coder_open(&s->coder, out, want, r->chunk_rows);
	if (bytes_rewind(s->bytes, f) < 0)
		return -1;
	s->rest = (struct str){ NULL, 0 };
	jsontext_open(&s->text, s->is_lines);
	return 0;
}

/* The text of a value that isn't a string.  Lives in the batch. */
static struct str
json_text(struct adsin *s, const json_t *v)
{
	char *p = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS |
	    JSON_ENCODE_ANY);
	struct str r = arena_str(&s->batch, str_of(p ? p : ""));

	free(p);
	return r;
}

static int
misfit(struct adsin *s, size_t out, const json_t *v, struct fault *f)
{
	struct str name = s->request.schema->columns[out].name;

	if (s->request.is_lenient[out]) {
		coder_null(&s->coder, out);
		return 0;
	}
	return fault_data(f, "%s: line %" PRIu64 ": attribute %.*s: %s %s",
	    s->source.name, s->text.object_line,
	    (int)(name.n < 80 ? name.n : 80), name.p,
	    quoted(json_text(s, v)),
	    cell_not(s->request.schema->columns[out].type));
}

static int
put_text(struct adsin *s, size_t out, const json_t *v, enum type t)
{
	if (t == TYPE_TEXT && json_is_string(v))
		coder_text(&s->coder, out, (struct str){ json_string_value(v),
		    json_string_length(v) });
	else
		coder_text(&s->coder, out, json_text(s, v));
	return 0;
}

static int
put_value(struct adsin *s, size_t out, const json_t *v, struct fault *f)
{
	enum type t = s->request.schema->columns[out].type;
	int64_t bits = 0;
	bool ok = false;

	if (!v || json_is_null(v)) {
		coder_null(&s->coder, out);
		return 0;
	}
	if (type_is_text(t))
		return put_text(s, out, v, t);
	if (json_is_integer(v)) {
		bits = json_integer_value(v);
		ok = t == TYPE_INT || (type_is_real(t) &&
		    cell_of_real(t, (double)bits, &bits));
	} else if (json_is_real(v) && type_is_real(t)) {
		ok = cell_of_real(t, json_real_value(v), &bits);
	} else if (json_is_real(v) && t == TYPE_INT) {
		ok = cell_int_of_real(json_real_value(v), &bits);
	} else if (json_is_boolean(v) && t == TYPE_BOOL) {
		bits = json_is_true(v);
		ok = true;
	} else if (json_is_string(v)) {
		ok = cell_parse(t, (struct str){ json_string_value(v),
		    json_string_length(v) }, &bits);
	}
	if (!ok || (s->request.is_lenient[out] && !cell_is_finite(t, bits)))
		return misfit(s, out, v, f);
	coder_bits(&s->coder, out, bits);
	return 0;
}

static int
take_object(struct adsin *s, const json_t *object, struct fault *f)
{
	const struct schema *schema = &s->source.schema;

	for (size_t k = 0; k < s->coder.norder; k++) {
		size_t out = s->coder.order[k];
		struct str name = schema->columns[s->of_out[out]].name;

		if (put_value(s, out, json_object_get(object, name.p), f) < 0)
			return -1;
	}
	return 0;
}

static int
next(struct source *source, struct chunk *c, struct fault *f)
{
	struct adsin *s = of(source);
	const struct request *r = &s->request;
	json_t *object;
	bool full;
	int got;

	do {
		if (s->at_end)
			return 0;
		arena_reset(&s->batch);
		coder_begin(&s->coder);
		full = false;
		while (!full && (got = next_object(s, &object, f)) > 0) {
			int done = take_object(s, object, f);

			json_decref(object);
			if (done < 0)
				return -1;
			full = coder_row(&s->coder);
		}
		if (!full && got < 0)
			return -1;
		s->at_end = !full;
		if (s->at_end)
			source->checksum = bytes_checksum(s->bytes);
		if (s->coder.rows == 0)
			return 0;
		coder_finish(&s->coder, c, &s->batch);
		if (r->has_window)
			cut_times(c, (size_t)r->time, r->from, r->to,
			    &s->batch);
	} while (c->rows == 0);
	return 1;
}

/* Only where -T makes an attribute a time; they are few, so all are read. */
static int
newest(struct source *source, size_t column, bool *known, int64_t *us,
    struct fault *f)
{
	struct adsin *s = of(source);
	const char *key = source->schema.columns[column].name.p;
	json_t *object;
	int64_t t;
	int got;

	*known = false;
	if (bytes_rewind(s->bytes, f) < 0)
		return -1;
	s->rest = (struct str){ NULL, 0 };
	jsontext_open(&s->text, s->is_lines);
	while ((got = next_object(s, &object, f)) > 0) {
		const json_t *v = json_object_get(object, key);

		if (json_is_string(v) && cell_parse(TYPE_TIME, (struct str){
		    json_string_value(v), json_string_length(v) }, &t) &&
		    (!*known || t > *us)) {
			*known = true;
			*us = t;
		}
		json_decref(object);
	}
	return got;
}

static void
close_source(struct source *source)
{
	struct adsin *s = of(source);

	bytes_close(s->bytes);
	jsontext_free(&s->text);
	intern_close(&s->names);
	free(s->attributes);
	coder_close(&s->coder);
	facts_free(&source->facts);
	arena_free(&s->run);
	arena_free(&s->batch);
	free(s);
}

struct source *
adsin_open(const struct opening *o, bool is_lines, struct fault *f)
{
	struct adsin *s = mem_get(sizeof *s);

	*s = (struct adsin){ .source = { .name = o->name, .newest = newest,
	    .require = require, .start = start, .next = next,
	    .close = close_source }, .is_lines = is_lines,
	    .types = o->types, .ntypes = o->ntypes };
	intern_open(&s->names, TYPE_TEXT);
	s->bytes = bytes_open(o->name, o->fd, f);
	if (bytes_keep(s->bytes, f) < 0 || first_pass(s, f) < 0) {
		close_source(&s->source);
		return NULL;
	}
	return &s->source;
}
