"""How dates are written in German: day with a point, short month, 24-hour time; the same on every page."""

DATE_FORMAT = "j. M Y"
SHORT_DATE_FORMAT = "j. M Y"
DATETIME_FORMAT = "j. M Y, H:i"
SHORT_DATETIME_FORMAT = "j. M, H:i"
TIME_FORMAT = "H:i"
DAY_FORMAT = "l, j. M"  # of this year
LONG_DAY_FORMAT = "l, j. F Y"
