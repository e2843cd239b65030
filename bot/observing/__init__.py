"""What an operator sees of a running bot: its log lines, its figures, and whether it is well."""
