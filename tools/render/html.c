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
