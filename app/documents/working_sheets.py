"""What the working sheets share: a ruled list under the class that it is of, punched on the left."""

PORTRAIT, LANDSCAPE = 179, 265  # mm of text, as components/sheet.css and components/landscape.css have it
STYLES = ("components/parts.css", "components/roll.css", "components/sheet.css")
