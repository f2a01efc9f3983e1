"""What is said in and about staff groups."""
