"""What is right and what isn't: the set-up (`doctor`) and what waits for a person (`condition`), as findings."""
