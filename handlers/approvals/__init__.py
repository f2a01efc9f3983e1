"""What is shown of deeds that wait for a second person."""
