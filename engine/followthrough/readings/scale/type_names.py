"""Name the types of columns in plain words, whichever library holds them."""

_WHOLE = [f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64, 128)]

_CALLED = {
    **dict.fromkeys(_WHOLE, "whole numbers"),
    **dict.fromkeys(["Float16", "Float32", "Float64", "Decimal"], "decimal numbers"),
    **dict.fromkeys(["String", "Categorical", "Enum"], "texts"),
    **dict.fromkeys(["List", "Array"], "lists"),
    "Boolean": "true and false",
    "Date": "dates",
    "Datetime": "times",
    "Time": "times of day",
    "Duration": "durations",
    "Struct": "objects",
    "Binary": "bytes",
    "Object": "Python objects",
    "Null": "nothing",
}
"""Plain words for the types; Polars and narwhals name these alike."""


def called(dtype: object) -> str:
    """Return in plain words what a column of this type holds.

    >>> import polars as pl
    >>> called(pl.Boolean()), called(pl.List(pl.Int8)), called(pl.Decimal(10, 2))
    ('true and false', 'lists', 'decimal numbers')
    """
    name = getattr(dtype, "__name__", type(dtype).__name__)
    return _CALLED.get(name, "values of another kind")
