#include "html.h"

#include "glyph.h"

void
html_text(struct buffer *b, struct str s)
{
	while (s.n > 0) {
		int32_t c;
		struct str g = glyph_next(&s, &c);

		switch (c) {
		case '&': buffer_add(b, S("&amp;")); break;
		case '<': buffer_add(b, S("&lt;")); break;
		case '>': buffer_add(b, S("&gt;")); break;
		case '"': buffer_add(b, S("&quot;")); break;
		case '\'': buffer_add(b, S("&#39;")); break;
		case '\t': case '\n': buffer_char(b, (char)c); break;
		default:
			buffer_add(b, glyph_is_unsafe(c) ? S("\xef\xbf\xbd") :
			    g);
		}
	}
}

void
html_anchor(struct buffer *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool is_fit = (c >= 'a' && c <= 'z') || c == '_' ||
		    (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		buffer_char(b, is_fit ? c : '-');
	}
	if (s.n == 0)
		buffer_char(b, '-');
}

void
html_json(struct buffer *b, struct str json)
{
	for (size_t i = 0; i < json.n; i++) {
		if (json.p[i] == '<') /* stands only in its texts */
			buffer_add(b, S("\\u003c"));
		else
			buffer_char(b, json.p[i]);
	}
}

bool
html_is_absolute(struct str s)
{
	return html_is_address(s) && (str_starts(s, S("https://")) ||
	    str_starts(s, S("http://")) || str_starts(s, S("mailto:")));
}

bool
html_is_address(struct str s)
{
	bool in_path = false, has_scheme = false;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c == 127 || c == '\\')
			return false;
		in_path = in_path || c == '/' || c == '?' || c == '#';
		has_scheme = has_scheme || (c == ':' && !in_path);
	}
	if (has_scheme)
		return str_starts(s, S("https://")) ||
		    str_starts(s, S("http://")) || str_starts(s, S("mailto:"));
	return s.n > 0 && !str_starts(s, S("//"));
}
