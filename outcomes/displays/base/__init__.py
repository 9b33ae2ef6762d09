"""What every display is made of: its type, its panel, its words and its choices."""
