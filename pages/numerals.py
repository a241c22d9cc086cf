"""How pages write numbers in sentences, tables and figures."""


def numeral(value: float, digits: int = 4) -> str:
    """A number with so many significant digits, as text: "−0.56", "1.25e−9", "1e12"."""
    return typeset(f"{value:.{digits}g}")


def typeset(number: str) -> str:
    """A number that Python has written, with a minus sign and an exponent without zeros in front.

    The hyphen that Python writes is half as long as a plus in most typefaces, and gets lost. LaTeX,
    and Plotly at its axes, see to that by themselves. What a person may copy into code stays as
    Python writes it.
    """
    digits, e, exponent = number.partition("e")
    return (digits + e + (str(int(exponent)) if e else "")).replace("-", "−")
