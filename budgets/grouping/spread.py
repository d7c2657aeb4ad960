"""SQL that spreads combinations of values ("1+4") over rows, one for each value."""


def spread_over(vendor: str, key: str, number: int) -> str:
    """Returns a join with the single values of a combination, as ``value_of(number)``; the empty key keeps one row."""
    if vendor == "postgresql":
        parts = f"CASE WHEN {key} = '' THEN ARRAY[''] ELSE string_to_array({key}, '+') END"
        return f" CROSS JOIN LATERAL unnest({parts}) AS e{number}(value)"
    parts = f"""'["' || replace({key}, '+', '","') || '"]'"""
    return f" CROSS JOIN json_each({parts}) AS e{number}"


def value_of(number: int) -> str:
    """Returns the column with a single value of the combination with this number."""
    return f"e{number}.value"
