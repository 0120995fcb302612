/* Messages: what is encoded reads back, in lines that are short enough, and
 * addresses are what they say or refused. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "render/address.h"
#include "render/mime.h"

static int
digit(char c)
{
	const char *at = strchr("0123456789ABCDEF", c);

	assert_non_null(at);
	return (int)(at - "0123456789ABCDEF");
}

/* Quoted-printable as RFC 2045 says it. */
static void
decode_quoted(struct buffer *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '=') {
			buffer_char(out, s.p[i]);
		} else if (s.p[i + 1] == '\n') {
			i++;
		} else {
			buffer_char(out, (char)(16 * digit(s.p[i + 1]) +
			    digit(s.p[i + 2])));
			i += 2;
		}
	}
}

static void
check_lines(struct str s)
{
	struct str line;

	while (str_next(&s, '\n', &line)) {
		assert_true(line.n <= 76);
		assert_false(str_starts(line, S("From ")));
		assert_false(str_eq(line, S(".")));
		assert_true(line.n == 0 || line.p[line.n - 1] != ' ');
		for (size_t i = 0; i < line.n; i++)
			assert_true((line.p[i] >= ' ' &&
			    line.p[i] <= '~') || line.p[i] == '\t');
	}
}

static void
quoted_reads_back(void **state)
{
	struct random r = random_of(1);
	static const char *const odd[] = { "", ".", "\n", ".\n.\n", "From x",
		"\nFrom x", " ", "x \n y\t\n", "=\r\n", "=_", "\xff\0\x80" };
	struct buffer text = { 0 }, coded = { 0 }, back = { 0 };

	(void)state; /* cmocka's */
	for (size_t i = 0; i < 3000; i++) {
		size_t n = random_below(&r, 300);

		text.n = coded.n = back.n = 0;
		if (i < sizeof odd / sizeof *odd)
			buffer_add(&text, str_of(odd[i]));
		else
			for (size_t k = 0; k < n; k++)
				buffer_char(&text, random_below(&r, 4) > 0 ?
				    "ab. =_\n\tFrom"[random_below(&r, 12)] :
				    (char)random_below(&r, 256));
		mime_quoted(&coded, buffer_str(&text));
		check_lines(buffer_str(&coded));
		assert_true(str_find(buffer_str(&coded), S("=_"), 0) < 0);
		decode_quoted(&back, buffer_str(&coded));
		assert_true(str_eq(buffer_str(&back), buffer_str(&text)) ||
		    text.n == 0);
	}
	buffer_free(&text);
	buffer_free(&coded);
	buffer_free(&back);
}

static void
base64_is_whole(void **state)
{
	static const struct {
		size_t n;
		const char *bytes, *text;
	} cases[] = {
		{ 0, "", "" }, { 1, "f", "Zg==\n" }, { 2, "fo", "Zm8=\n" },
		{ 3, "foo", "Zm9v\n" }, { 3, "\0\xff\xfe", "AP/+\n" },
		{ 57, "012345678901234567890123456789012345678901234567890123456",
		    "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0"
		    "NTY3ODkwMTIzNDU2\n" },
		{ 58, "0123456789012345678901234567890123456789012345678901234567",
		    "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0"
		    "NTY3ODkwMTIzNDU2\nNw==\n" },
	};
	struct buffer b = { 0 };

	(void)state; /* cmocka's */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		b.n = 0;
		mime_base64(&b, (struct str){ cases[i].bytes, cases[i].n });
		assert_int_equal(b.n, strlen(cases[i].text));
		assert_true(b.n == 0 || memcmp(b.p, cases[i].text,
		    b.n) == 0);
	}
	buffer_free(&b);
}

/* Whatever the text: one header field, whose other lines begin with a blank
 * and are not empty. */
static void
header_is_one(void **state)
{
	struct random r = random_of(2);
	struct buffer text = { 0 }, b = { 0 };
	struct mailbox m = { .address = S("someone@example.org") };

	(void)state; /* cmocka's */
	for (size_t i = 0; i < 3000; i++) {
		struct str rest, line;
		size_t n = random_below(&r, 200);

		text.n = b.n = 0;
		for (size_t k = 0; k < n; k++)
			buffer_char(&text, random_below(&r, 3) > 0 ?
			    "ab =?\r\n:\"\\\xc3\xa4"[random_below(&r, 12)] :
			    (char)random_below(&r, 256));
		mime_header(&b, "Subject", buffer_str(&text));
		m.name = n > 0 ? buffer_str(&text) : (struct str){ NULL, 0 };
		mime_mailboxes(&b, "X", &m, 1);
		rest = buffer_str(&b);
		check_lines(rest);
		n = 0;
		while (str_next(&rest, '\n', &line)) {
			if (rest.p && rest.n == 0 && line.n == 0)
				continue; /* behind the last newline */
			if (line.n > 0)
				n += line.p[0] != ' ';
			else
				assert_false(rest.p);
		}
		assert_int_equal(n, 2);
	}
	buffer_free(&text);
	buffer_free(&b);
}

static void
addresses_are_one(void **state)
{
	struct random r = random_of(3);
	struct buffer text = { 0 };
	struct arena a = { 0 };
	struct fault f;

	(void)state; /* cmocka's */
	for (size_t i = 0; i < 20000; i++) {
		struct mailboxes to;
		struct mailbox m;

		text.n = 0;
		for (size_t k = random_below(&r, 12); k > 0; k--)
			buffer_char(&text,
			    "ab.@<>,\"\\ \n#-("[random_below(&r, 14)]);
		if (text.n > 0 && text.p[0] == '@')
			continue; /* a file */
		if (address_parse(&m, buffer_str(&text), &a, &f) == 0) {
			assert_int_equal(address_check(m.address, &f), 0);
			assert_true(address_domain(m.address).n > 0);
		}
		if (address_list(&to, buffer_str(&text), &a, &f) == 0)
			for (size_t k = 0; k < to.n; k++)
				assert_int_equal(address_check(
				    to.list[k].address, &f), 0);
		if (i % 64 == 0)
			arena_reset(&a);
	}
	buffer_free(&text);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quoted_reads_back),
		cmocka_unit_test(base64_is_whole),
		cmocka_unit_test(header_is_one),
		cmocka_unit_test(addresses_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
