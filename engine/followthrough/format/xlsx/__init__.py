"""A workbook read as the lines of its table, and written: the only package that imports openpyxl.

A cell means what it shows. So what a person who looks at the sheet cannot see is refused: hidden rows and columns,
places of a number that are not shown, formulas, and all cells but the first of those that are merged.
"""
