"""The roster: from a workbook to a running town, and the workbook to fill in."""
