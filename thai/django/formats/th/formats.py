"""How Django writes and reads dates and numbers in Thai. The year letters are Buddhist: see `thai.django.buddhist`."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H.i น."
DATETIME_FORMAT = "j F Y เวลา H.i น."
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "j M y"
SHORT_DATETIME_FORMAT = "j M y H.i น."
FIRST_DAY_OF_WEEK = 0  # Sunday

# Of the fields that aren't `thai.django.forms`' own: what browsers' date inputs send, never a Buddhist year.
DATE_INPUT_FORMATS = ["%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M"]

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
