"""Files that people send: a workbook or tables with commas, as sheets of raw rows, within limits of memory and time."""
