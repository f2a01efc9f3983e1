"""Files that people send: a workbook or tables with commas, as sheets of raw rows, within limits of memory and time.

Workbooks are read with Python's own zipfile and expat, and only written with openpyxl. A hostile file of some hundred
kilobytes may unpack to gigabytes, and openpyxl leaves the bounds to its caller: it keeps every text that the sheets
share and makes an object of each merged cell, where `A1:XFD1048576` is one line of XML. It also takes three times as
long, and does not know the formats of days that Chinese Excel writes by number alone. So sizes are looked at before
anything is unpacked, rows are handed on while they are unpacked, and rows, columns, texts and tags have a limit each.
"""
