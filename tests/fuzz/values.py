"""Hostile values for addresses, widgets and JSON."""

import json
from random import Random
from typing import Any

TEXTS = (
    *("", " ", "nan", "inf", "-inf", "1e999", "-1", "0", "9" * 400, "0x10", "1_000", "4.5", "½"),
    *("None", "null", "true", "[]", "{}", "\x00", "\x1b[31m", "\u202e", "١٢", "🙂" * 50, "a\n\nb"),
    *("self", "__class__", "{0.__class__}", "${jndi:ldap://x}", "../../etc/passwd", "' or 1=1--"),
    *(
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "**b**",
        "$x$",
        ":red[x]",
        "[a](http://b)",
    ),
    *("boundary,,", ",".join(["loss"] * 500), "1e308", "-1e308", "5e-324", "2147483648", "1" * 20),
    *("2 * (a - b) + c", "(" * 500, "a" * 5000, "9**9**9", "a.__class__", "__import__('os')"),
    *("0~learning_rate~nan", "1~seed~1" * 200, "~~~", "5~weight.0.0.0.0~1e400"),
)

NUMBERS = (
    *(0, 1, -1, 2**31, -(2**63), 2**63 - 1, 10**400, 0.5, -0.0, 1e308, -1e308, 5e-324),
    *(float("nan"), float("inf"), float("-inf")),
)


def text(random: Random) -> str:
    """A text from TEXTS, or random characters."""
    if random.random() < 0.7:
        return random.choice(TEXTS)
    return "".join(
        chr(random.choice((random.randrange(32, 127), random.randrange(0xD800))))
        for _ in range(random.randrange(1, 40))
    )


def json_value(random: Random, depth: int = 3) -> Any:
    """A random JSON value; includes NaN, which Python reads."""
    kind = random.randrange(6 if depth else 4)
    if kind == 4:
        return [json_value(random, depth - 1) for _ in range(random.randrange(6))]
    if kind == 5:
        return {text(random): json_value(random, depth - 1) for _ in range(random.randrange(5))}
    return (text(random), random.choice(NUMBERS), random.choice((True, False)), None)[kind]


def broken_json(random: Random) -> str:
    """Malformed JSON, or JSON that is nested too deep."""
    deep = random.choice((50, 2000, 60_000))
    return random.choice(
        (
            *(
                "",
                "{",
                "}",
                "null",
                "NaN",
                '{"request": ',
                "'",
                "\x00",
                '"\\ud800"',
                "1e999999",
                "-",
            ),
            *("[" * deep, "[" * deep + "]" * deep, '{"a":' * deep + "1" + "}" * deep, "9" * 5000),
            json.dumps({"request": text(random)})[:-1],
        )
    )
