"""One way out of each kind: Markdown, an HTML page, iCalendar, a file for somebody else, numbers and days in words."""
