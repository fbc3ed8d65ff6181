"""Reading Korean: strings, arrays and tables in; readings, themes and keywords out."""
