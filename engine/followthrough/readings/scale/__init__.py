"""The rules over many leads at once, as columns, with narwhals."""
