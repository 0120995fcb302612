"""Random expressions, each as text of the language and as SQL of the same
meaning.  Where SQLite has no such function, _table.py gives it one."""

# Precedence, as the grammar of gpu-expr(7) has it.
CASE, OR, AND, CMP, ADD, MUL, UN, POST = range(8)
SECOND, MINUTE = 1_000_000, 60_000_000
DAY = 86_400_000_000


class Expr:
    """bound: no int of it is greater."""

    def __init__(self, ours, sql, level=POST, bound=1000):
        self.ours, self.sql = ours, sql
        self.level, self.bound = level, bound


def quoted(text):
    for raw, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"),
                         ("\t", "\\t")):
        text = text.replace(raw, written)
    return f'"{text}"'


def sql_text(text):
    return "'" + text.replace("'", "''") + "'"


class Writer:
    """columns: name to type.  definitions(type) makes one expression."""

    def __init__(self, luck, columns, texts):
        self.luck, self.texts = luck, texts
        self.columns = {}
        for name, kind in columns:
            self.columns.setdefault(kind, []).append(name)
        self.made = {"int": self.int_, "real": self.real, "text": self.text,
                     "bool": self.bool_, "time": self.time, "date": self.date}

    def of(self, kind, depth):
        if depth <= 0 or self.luck.random() < 0.12:
            return self.leaf(kind)
        roll = self.luck.random()
        if roll < 0.08:
            return self.case(kind, depth)
        if roll < 0.13:
            return self.coalesce(kind, depth)
        return self.made[kind](depth - 1)

    # Parentheses where they are needed, and sometimes where not.
    def at(self, expr, level):
        if expr.level < level or self.luck.random() < 0.1:
            return f"({expr.ours})"
        return expr.ours

    def infix(self, sign, level, a, b, sql, bound=1000):
        right = level + 1
        left = right if level == CMP else level
        blank = self.luck.choice((" ", " ", ""))
        return Expr(f"{self.at(a, left)} {sign}{blank}{self.at(b, right)}",
                    sql, level, bound)

    def call(self, name, args, sql, bound=1000):
        comma = self.luck.choice((",", ", "))
        return Expr(f"{name}({comma.join(a.ours for a in args)})", sql, POST,
                    bound)

    def leaf(self, kind):
        luck = self.luck
        names = [n for n in self.columns.get(kind, ()) if n != "big"]
        if names and luck.random() < 0.75:
            name = luck.choice(names)
            bound = {"id": 40_000}.get(name, 60)
            if kind in ("time", "date"):
                bound = 1e16
            return Expr(luck.choice((name, f"`{name}`") if
                                    luck.random() < 0.1 else (name,)), name,
                        POST, bound)
        if kind == "int":
            n = luck.randint(0, 12)
            return Expr(str(n), str(n), POST, n)
        if kind == "real":
            x = luck.choice(("0.5", "1e3", "2.0", "0.0", "3.25"))
            return Expr(x, x)
        if kind == "text":
            x = luck.choice(self.texts)
            return Expr(quoted(x), sql_text(x))
        if kind == "bool":
            return luck.choice((Expr("true", "1"), Expr("false", "0")))
        if kind == "time":
            return Expr('time("2026-10-09 11:00:00.5")', "1791543600500000")
        return Expr('date("2026-02-28")', "20512")

    def case(self, kind, depth):
        cond = self.of("bool", depth - 1)
        a, b = self.of(kind, depth - 1), self.of(kind, depth - 1)
        if self.luck.random() < 0.15:
            a = Expr("null", "NULL")
        ours = (f"{self.at(cond, OR)} ? {self.at(a, CASE)} : "
                f"{self.at(b, CASE)}")
        return Expr(ours, f"CASE WHEN {cond.sql} THEN {a.sql} ELSE {b.sql} END",
                    CASE, max(a.bound, b.bound))

    def coalesce(self, kind, depth):
        args = [self.of(kind, depth - 1)
                for _ in range(self.luck.randint(2, 3))]
        return self.call("coalesce", args, "coalesce("
                         + ",".join(a.sql for a in args) + ")",
                         max(a.bound for a in args))

    def int_(self, depth):
        luck = self.luck
        pick = luck.choice(("add", "add", "mul", "rest", "neg", "abs",
                            "length", "least", "floor", "ceil", "int",
                            "between", "days", "texted", "hour"))
        a, b = self.of("int", depth), self.of("int", depth)
        if pick == "mul" and a.bound * b.bound < 1e15:
            return self.infix("*", MUL, a, b, f"({a.sql})*({b.sql})",
                              a.bound * b.bound)
        if pick in ("add", "mul"):
            sign = luck.choice("+-")
            return self.infix(sign, ADD, a, b, f"({a.sql}){sign}({b.sql})",
                              a.bound + b.bound)
        if pick == "rest":
            return self.infix("%", MUL, a, b, f"({a.sql})%({b.sql})", a.bound)
        if pick == "neg":
            return Expr(f"- {self.at(a, UN)}", f"-({a.sql})", UN, a.bound)
        if pick == "abs":
            return self.call("abs", [a], f"abs({a.sql})", a.bound)
        if pick == "length":
            x = self.of("text", depth)
            return self.call("length", [x], f"length(CAST(({x.sql}) AS BLOB))")
        if pick == "least":
            name, sql = luck.choice((("least", "min"), ("greatest", "max")))
            return self.call(name, [a, b], f"{sql}({a.sql},{b.sql})",
                             max(a.bound, b.bound))
        if pick in ("floor", "ceil"):
            step = luck.choice((1, 2, 7))
            cut = f"(({a.sql})-((({a.sql})%{step})+{step})%{step})"
            if pick == "ceil":
                cut = f"(-((-({a.sql}))-(((-({a.sql}))%{step})+{step})%{step}))"
            return self.call(pick, [a, Expr(str(step), "")], cut,
                             a.bound + 7)
        if pick == "int":
            kind = luck.choice(("real", "bool"))
            x = self.leaf(kind)
            return self.call("int", [x], f"CAST(({x.sql}) AS INTEGER)", 1e16)
        if pick == "between":
            x, y = self.of("time", depth), self.of("time", depth)
            return self.infix("-", ADD, x, y, f"({x.sql})-({y.sql})",
                              x.bound + y.bound)
        if pick == "days":
            x, y = self.of("date", depth), self.of("date", depth)
            return self.infix("-", ADD, x, y, f"(({x.sql})-({y.sql}))*{DAY}",
                              1e18)
        if pick == "hour":
            x = self.of("time", depth)
            return self.call("hour", [x], "CAST(strftime('%H',"
                             f"cut({x.sql},1000000)/1000000,'unixepoch') "
                             "AS INTEGER)", 24)
        return self.call("int", [self.leaf_text_number()], "CASE WHEN n "
                         "IN ('5','-3','007',' 4') THEN CAST(n AS INTEGER) END",
                         10)

    @staticmethod
    def leaf_text_number():
        return Expr("n", "n")

    def number(self, depth):
        return self.of(self.luck.choice(("int", "real")), depth)

    def real(self, depth):
        luck = self.luck
        pick = luck.choice(("add", "mul", "div", "div", "rest", "abs", "sqrt",
                            "mixed", "real", "floor", "round", "least", "neg",
                            "texted"))
        a, b = self.of("real", depth), self.of("real", depth)
        n = self.number(depth)
        if pick in ("add", "mul"):
            sign, level = luck.choice((("+", ADD), ("-", ADD), ("*", MUL)))
            return self.infix(sign, level, a, b, f"({a.sql}){sign}({b.sql})")
        if pick == "mixed":
            i = self.of("int", depth)
            x, y = (a, i) if luck.random() < 0.5 else (i, a)
            sign, level = luck.choice((("+", ADD), ("-", ADD), ("*", MUL)))
            return self.infix(sign, level, x, y, f"({x.sql}){sign}({y.sql})")
        if pick == "div":
            m = self.number(depth)
            return self.infix("/", MUL, n, m, f"CAST(({n.sql}) AS REAL)/"
                              f"CAST(({m.sql}) AS REAL)")
        if pick == "rest":
            return self.infix("%", MUL, a, b, f"rest({a.sql},{b.sql})")
        if pick == "abs":
            return self.call("abs", [a], f"abs({a.sql})")
        if pick == "neg":
            return Expr(f"- {self.at(a, UN)}", f"-({a.sql})", UN)
        if pick == "sqrt":
            return self.call("sqrt", [n], f"sqrt({n.sql})")
        if pick == "real":
            i = self.of("int", depth)
            return self.call("real", [i], f"CAST(({i.sql}) AS REAL)")
        if pick == "floor":
            name = luck.choice(("floor", "ceil"))
            return self.call(name, [a], f"{name}({a.sql})")
        if pick == "round":
            n = luck.choice((-400, -1, 0, 1, 2, 15, 400))
            return self.call("round", [Expr("r", "r"), Expr(str(n), "")],
                             f"rounded(r,{n})")
        if pick == "least":
            name, sql = luck.choice((("least", "min"), ("greatest", "max")))
            return self.call(name, [a, b], f"{sql}({a.sql},{b.sql})")
        return self.call("real", [self.leaf_text_number()], "CASE WHEN n IN "
                         "('5','-3','007',' 4','0.25','1e3') "
                         "THEN CAST(n AS REAL) END")

    def text(self, depth):
        luck = self.luck
        pick = luck.choice(("concat", "lower", "upper", "trim", "sub", "least",
                            "replace", "field", "texted", "dated"))
        a, b = self.of("text", depth), self.of("text", depth)
        if pick == "concat":
            return self.call("concat", [a, b], f"({a.sql})||({b.sql})")
        if pick in ("lower", "upper", "trim"):
            return self.call(pick, [a], f"{pick}({a.sql})")
        if pick == "least":
            name, sql = luck.choice((("least", "min"), ("greatest", "max")))
            return self.call(name, [a, b], f"{sql}({a.sql},{b.sql})")
        if pick == "sub":
            start, count = luck.randint(1, 4), luck.randint(0, 4)
            c = luck.choice(("k", "u", "n"))
            return Expr(f"sub({c}, {start}, {count})",
                        f"substr({c},{start},{count})")
        if pick == "replace":
            re, to = luck.choice((("a", "x"), ("[a-c]+", "-"), ("b$", ""),
                                  ("^u0*", "v"), ("k(e)y", "")))
            return Expr(f"replace({a.ours}, /{re}/, {quoted(to)})",
                        f"swap({a.sql},'{re}','{to}')")
        if pick == "field":
            n = luck.choice((1, 2, 3, -1, -2))
            sep = luck.choice((".", "a", ",", "é"))
            return Expr(f"field({a.ours}, {quoted(sep)}, {n})",
                        f"field({a.sql},'{sep}',{n})")
        if pick == "dated":
            x = self.of("date", depth)
            return self.call("text", [x], f"date(({x.sql})*86400,'unixepoch')")
        i = self.of("int", depth)
        return self.call("text", [i], f"CAST(({i.sql}) AS TEXT)")

    PATTERNS = ("a", "^a", "b$", "^$", "[0-9]+", "a.c", "^(a|é)", "k.*[12]$",
                "", "^ ", "[.]", "a{2}|b", ",")

    def bool_(self, depth):
        luck = self.luck
        pick = luck.choice(("and", "or", "not", "compare", "compare",
                            "compare", "null", "in", "matches", "has", "big",
                            "same"))
        if pick in ("and", "or"):
            a, b = self.of("bool", depth), self.of("bool", depth)
            sign, level = ("&&", AND) if pick == "and" else ("||", OR)
            return self.infix(sign, level, a, b,
                              f"(({a.sql}) {pick.upper()} ({b.sql}))")
        if pick == "not":
            a = self.of("bool", depth)
            return Expr(f"!{self.at(a, UN)}", f"(NOT ({a.sql}))", UN)
        if pick == "same":
            a, b = self.of("bool", depth), self.of("bool", depth)
            sign = luck.choice(("==", "!="))
            return self.infix(sign, CMP, a, b, f"(({a.sql}) "
                              f"{'=' if sign == '==' else '<>'} ({b.sql}))")
        if pick == "compare":
            kind = luck.choice(("int", "real", "text", "time", "date"))
            a, b = self.of(kind, depth), self.of(kind, depth)
            if kind in ("int", "real"):
                b = self.number(depth)
            return self.compare(a, b)
        if pick == "big":
            other = luck.choice((Expr("big", "big"), Expr("id", "id"),
                                 Expr("9007199254740993",
                                      "9007199254740993")))
            return self.compare(Expr("big", "big"), other)
        if pick == "null":
            x = self.of(luck.choice(tuple(self.made)), depth)
            ours, sql = luck.choice((("is null", "IS NULL"),
                                     ("is not null", "IS NOT NULL")))
            return Expr(f"{self.at(x, ADD)} {ours}", f"(({x.sql}) {sql})", CMP)
        if pick == "in":
            kind = luck.choice(("int", "text", "real", "date"))
            x = self.of(kind, depth)
            many = [self.of(kind, 0) for _ in range(luck.randint(1, 4))]
            if luck.random() < 0.1:
                many.append(Expr("null", "NULL"))
            word = luck.choice(("in", "not in"))
            return Expr(f"{self.at(x, ADD)} {word} "
                        f"({', '.join(m.ours for m in many)})",
                        f"(({x.sql}) {word.upper()} "
                        f"({','.join(f'({m.sql})' for m in many)}))", CMP)
        x = self.of("text", depth)
        if pick == "matches":
            re = luck.choice(self.PATTERNS)
            sign, sql = luck.choice((
                ("~", "found"), ("!~", "NOT found"), ("~*", "found_fold"),
                ("!~*", "NOT found_fold")))
            return Expr(f"{self.at(x, ADD)} {sign} /{re}/",
                        f"({sql}({sql_text(re)},{x.sql}))", CMP)
        y = self.of("text", depth)
        name, sql = luck.choice((
            ("contains", "(instr({x},{y})>0)"),
            ("startswith", "(substr({x},1,length({y}))=({y}))"),
            ("endswith", "(length({y})=0 AND {x} IS NOT NULL OR length({y})>0 "
             "AND length({x})>=length({y}) AND "
             "substr({x},-length({y}))=({y}))")))
        if name == "endswith":
            x = self.leaf("text")
            y = Expr(*luck.choice((('"a"', "'a'"), ('""', "''"),
                                   ('"bc"', "'bc'"), ("k", "k"))))
            sql = ("CASE WHEN {x} IS NULL OR {y} IS NULL THEN NULL "
                   "WHEN length({y})=0 THEN 1 WHEN length({y})>length({x}) "
                   "THEN 0 ELSE substr({x},-length({y}))={y} END")
        return self.call(name, [x, y], "(" + sql.format(
            x=f"({x.sql})", y=f"({y.sql})") + ")")

    def compare(self, a, b):
        sign = self.luck.choice(("==", "!=", "<", "<=", ">", ">="))
        return self.infix(sign, CMP, a, b, f"(({a.sql}) "
                          f"{'=' if sign == '==' else sign} ({b.sql}))")

    def time(self, depth):
        luck = self.luck
        a = self.leaf("time")
        pick = luck.choice(("floor", "shift", "least", "from"))
        if pick == "floor":
            word, us = luck.choice((("15m", 15 * MINUTE), ("1h", 60 * MINUTE),
                                    ("1s", SECOND), ("1d", DAY)))
            return self.call("floor", [a, Expr(word, "")],
                             f"(({a.sql})-((({a.sql})%{us})+{us})%{us})", 1e16)
        if pick == "shift":
            sign = luck.choice("+-")
            word, us = luck.choice((("90s", 90 * SECOND), ("1.5h", 90 * MINUTE),
                                    ("7us", 7), ("2w", 14 * DAY)))
            return self.infix(sign, ADD, a, Expr(word, ""),
                              f"({a.sql}){sign}{us}", 1e16)
        if pick == "from":
            d = self.leaf("date")
            return self.call("time", [d], f"({d.sql})*{DAY}", 1e16)
        b = self.leaf("time")
        name, sql = luck.choice((("least", "min"), ("greatest", "max")))
        return self.call(name, [a, b], f"{sql}({a.sql},{b.sql})", 1e16)

    def date(self, depth):
        luck = self.luck
        pick = luck.choice(("day", "week", "month", "shift", "days"))
        if pick == "shift":
            a = self.leaf("date")
            sign = luck.choice("+-")
            word, days = luck.choice((("1d", 1), ("3w", 21), ("48h", 2)))
            return self.infix(sign, ADD, a, Expr(word, ""),
                              f"({a.sql}){sign}{days}")
        kind = luck.choice(("time", "date"))
        a = self.leaf(kind)
        day = f"({a.sql})"
        if kind == "time":
            day = f"((({a.sql})-((({a.sql})%{DAY})+{DAY})%{DAY})/{DAY})"
        if pick == "week":
            sql = f"({day}-((({day}+3)%7)+7)%7)"
        elif pick == "month":
            sql = (f"CAST(strftime('%s',{day}*86400,'unixepoch',"
                   "'start of month')/86400 AS INTEGER)")
        else:
            pick, sql = luck.choice(("day", "date")), day
        return self.call(pick, [a], sql)
