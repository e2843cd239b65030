"""One script a released version, which is changed until that version is out."""
