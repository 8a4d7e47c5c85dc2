"""One file per sheet: `sheet(context)` says what it shows, or None where the model cannot fill it."""
