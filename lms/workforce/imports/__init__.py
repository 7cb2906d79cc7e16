"""Files that HR brings in: read line by line, checked without a change, and applied whole or by good lines."""
